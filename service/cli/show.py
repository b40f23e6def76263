"""Answers and hits as a person reads them in a terminal.

The answer's place in a quote is marked with 【】 and, in a terminal, in bold
green. Written without Rich, which would take a tenth of a second to load.
"""

import shutil
import unicodedata
from dataclasses import dataclass

import typer

from index.hit import Hit
from index.script import detect_script
from index.span import Span
from service.answer import Answer, Citation, Status
from service.question import Language

MARKS = ("【", "】")
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Labels:
    """The words around an answer in one language."""

    confidence: str
    nearest: str
    characters: str
    untitled: str
    also_in: str


LABELS = {
    Language.SIMPLIFIED: Labels("把握", "最接近的内容：", "字符", "（无题）", "又见"),
    Language.TRADITIONAL: Labels("把握", "最接近的內容：", "字元", "（無題）", "又見"),
    Language.ENGLISH: Labels(
        "confidence", "Nearest evidence:", "characters", "(untitled)", "also in"
    ),
}


def show_answer(answer: Answer, question: str) -> None:
    """Print an answer with its proof, or a refusal with the nearest evidence.

    Args:
        answer: What to print.
        question: What was asked; its language is that of the words around.
    """
    labels = LABELS[Language(detect_script(question))]
    refused = answer.status is Status.REFUSED
    typer.secho(printable(answer.text), bold=not refused, fg="yellow" if refused else None)
    if refused and answer.citations:
        typer.echo(f"\n{labels.nearest}")
    for citation in answer.citations:
        typer.echo("")
        _show_citation(citation, labels)
    if not refused:
        typer.secho(f"\n{INDENT}{labels.confidence} {answer.confidence:.0%}", dim=True)
    if answer.notice:
        typer.secho(f"wenju: {printable(answer.notice)}", fg="yellow", err=True)


def _show_citation(citation: Citation, labels: Labels) -> None:
    typer.echo(wrapped(marked(citation.quote, citation.highlight), INDENT))
    title = citation.document_title or labels.untitled
    published = citation.published.isoformat() if citation.published else None
    about = [title, citation.source, published, citation.url]
    place = f"{citation.document_id} [{citation.span.start}, {citation.span.end})"
    typer.secho(f"{INDENT}[{citation.id}] " + printable(" · ".join(filter(None, about))), dim=True)
    typer.secho(f"{INDENT}    {printable(place)} {labels.characters}", dim=True)
    for also in citation.also_in:
        named = [also.document_title or labels.untitled, also.source]
        dated = [also.published.isoformat()] if also.published else []
        there = f"{also.document_id} [{also.span.start}, {also.span.end})"
        line = " · ".join(filter(None, [*named, *dated, there]))
        typer.secho(f"{INDENT}    {labels.also_in} {printable(line)}", dim=True)


def show_hits(hits: list[Hit]) -> None:
    """Print what a search found, best first."""
    for rank, hit in enumerate(hits, start=1):
        passage = hit.passage
        typer.secho(f"{rank}. {printable(passage.title or passage.document_id)}", bold=True)
        for line in passage.text.splitlines():
            typer.echo(wrapped(printable(line), INDENT))
        place = f"{passage.id} [{passage.span.start}, {passage.span.end})  {hit.score:.4f}"
        typer.secho(f"{INDENT}{printable(place)}\n", dim=True)


def marked(quote: str, highlight: Span | None) -> str:
    """Return a quote with the highlighted part between marks, in colour if shown."""
    if not highlight:
        return printable(quote)
    before, after = quote[: highlight.start], quote[highlight.end :]
    inside = MARKS[0] + printable(highlight.of(quote)) + MARKS[1]
    return printable(before) + typer.style(inside, fg="green", bold=True) + printable(after)


def printable(text: str) -> str:
    """Return text without the control characters that could steer a terminal.

    A document is data: an escape sequence in it must not move a cursor, and a
    bidirectional override must not turn a figure around.
    """
    return "".join(
        " " if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs") else character
        for character in text
    )


def wrapped(text: str, indent: str) -> str:
    """Return text broken into indented lines of the terminal's width.

    East Asian wide characters count two columns and may break anywhere; a run
    of Latin letters may break too, as terminals do it. Colour codes count none.
    """
    width = max(20, min(shutil.get_terminal_size((80, 24)).columns, 100)) - len(indent)
    lines, line, column, escape = [], "", 0, False
    for character in text:
        escape = escape or character == "\x1b"
        size = 0 if escape else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        escape = escape and character != "m"
        if column + size > width:
            lines.append(line)
            line, column = "", 0
        line += character
        column += size
    return "\n".join(indent + part for part in [*lines, line])
