"""Write docs/terminal.svg: what the questions of the README print, as a terminal shows it.

Asks the index of the demo corpus, so run it after a first `./wenju ask`:

    .venv/bin/python docs/screenshot.py
"""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = (
    "萧山给旺苍投入多少产业园资金",
    "How much did Xiaoshan invest in Wangcang's industrial park?",
    "宇恒电池今年4月拿了几亩地？",
)
COLUMNS = 84
CELL, LINE, MARGIN = 8.4, 21, 20  # pixels; a wide character takes two cells
SIZE, WIDE = 14, 16  # font sizes of narrow and of wide characters
FONT = (
    "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'PingFang SC', "
    "'Microsoft YaHei', 'Noto Sans CJK SC', 'WenQuanYi Micro Hei', monospace"
)
INK, DIM, PAPER = "#282c34", "#7c7c7c", "#fafaf7"
COLOURS = {2: "#187a3e", 3: "#966400"}  # of the numbers of terminal colours


def printed(*command: str) -> str:
    """Return what a command prints to a terminal, colours included."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-P", "-m", "service.cli", *command],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": str(COLUMNS), "TERM": "xterm-256color"},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    received = b""
    try:
        while part := os.read(ours, 65536):
            received += part
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(ours)
    process.wait()
    return received.decode().replace("\r\n", "\n")


def screen() -> Iterator[Text]:
    """Yield what stands in the terminal: every question with its answer."""
    for question in QUESTIONS:
        yield Text.assemble(("$ ", "dim"), (f'./wenju ask "{question}"', "bold"))
        yield Text.from_ansi(printed("ask", question).rstrip())
        yield Text()


def drawn(segment: Segment, column: int, row: int) -> Iterator[str]:
    """Yield SVG elements of a stretch of one style, wide characters apart from narrow ones.

    Each stands in its own cells, whatever font the reader has.
    """
    style = segment.style
    colour = style and style.color and COLOURS.get(style.color.number or 0)
    fill = colour or (DIM if style and style.dim else INK)
    weight = ' font-weight="bold"' if style and style.bold else ""
    for _, run in groupby(segment.text, key=cell_len):
        whole = "".join(run)
        text = whole.strip()
        if text:
            before = len(whole) - len(whole.lstrip())
            place = f'x="{MARGIN + (column + before) * CELL:.1f}" y="{MARGIN + (row + 1) * LINE}"'
            width = f'textLength="{cell_len(text) * CELL:.1f}"'
            size = f' font-size="{WIDE}"' if cell_len(text[0]) == 2 else ""
            yield f'<text {place} {width} fill="{fill}"{weight}{size}>{escape(text)}</text>'
        column += cell_len(whole)


def picture(lines: list[list[Segment]]) -> str:
    """Return lines of a terminal as one SVG."""
    elements: list[str] = []
    for row, line in enumerate(lines):
        column = 0
        for segment in line:
            elements += drawn(segment, column, row)
            column += segment.cell_length
    width, height = round(2 * MARGIN + COLUMNS * CELL), 2 * MARGIN + len(lines) * LINE
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'font-family="{FONT}" font-size="{SIZE}" xml:space="preserve">',
            f'<rect width="{width}" height="{height}" rx="8" fill="{PAPER}" stroke="#ddd"/>',
            *elements,
            "</svg>\n",
        ]
    )


def main() -> None:
    """Ask the questions and draw what is shown."""
    console = Console(width=COLUMNS, color_system="standard", force_terminal=True)
    lines = [line for text in screen() for line in console.render_lines(text, pad=False)]
    (ROOT / "docs" / "terminal.svg").write_text(picture(lines[:-1]), encoding="utf-8")


if __name__ == "__main__":
    main()
