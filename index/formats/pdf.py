"""PDF files."""

import threading
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.document import Metadata
from index.errors import UnreadableSource
from index.formats.extract import Extract, stated

if TYPE_CHECKING:
    import pypdfium2  # type: ignore[import-untyped]  # it ships no types

_FULL = 0.85  # of the usual line width: a line that long was broken for lack of room
_PARAGRAPH_END = tuple("。！？!?：:；;…”」』.")
_HYPHENS = "-\u00ad\u0002\ufffe"  # the last two are how PDFium marks a hyphen at a line end
_PDFIUM = threading.Lock()  # PDFium serves one thread at a time


def read_pdf(data: bytes) -> Extract:
    """Read a PDF: its text is the text layer, page after page.

    Lines that were broken for lack of room are joined again, so that a paragraph is a
    line; offsets index the joined text.

    Raises:
        UnreadableSource: The file is broken, encrypted or holds no text layer.
    """
    with _PDFIUM:
        lines, title, author = _extracted(data)
    if not any(lines):
        raise UnreadableSource("no text layer (scanned?)")
    metadata = Metadata(title=stated(title), author=stated(author))
    return Extract("\n".join(rejoined(lines)), metadata=metadata)


def rejoined(lines: Sequence[str]) -> list[str]:
    """Join lines that were broken for lack of room.

    A line goes on in the next one when it is about as wide as most lines get and does
    not end as a paragraph does; Latin words are parted by a space, a hyphen between
    two letters is dropped.

    Args:
        lines: Lines as they stand on the pages; blank ones part paragraphs.

    Returns:
        Paragraphs, none blank.
    """
    widths = sorted(_width(line) for line in lines if line)
    full = _FULL * widths[int(0.9 * (len(widths) - 1))] if widths else 0
    paragraphs: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line:
            paragraphs[-1] = _joined(paragraphs[-1], line)
        elif line:
            paragraphs.append(line)
        goes_on = bool(line) and _width(line) >= full and not line.endswith(_PARAGRAPH_END)
    return [paragraph.rstrip(_HYPHENS[1:]) for paragraph in paragraphs]


def _extracted(data: bytes) -> tuple[list[str], str, str]:
    """Return the lines of all pages, the title and the author."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableSource(_reason(error)) from error
    try:
        lines = [line for number in range(len(document)) for line in _lines(document[number])]
        properties = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        raise UnreadableSource(_reason(error)) from error
    finally:
        document.close()
    return lines, properties.get("Title", ""), properties.get("Author", "")


def _lines(page: "pypdfium2.PdfPage") -> list[str]:
    text_page = page.get_textpage()
    try:
        return [line.strip() for line in text_page.get_text_range().splitlines()]
    finally:
        text_page.close()
        page.close()


def _reason(error: Exception) -> str:
    if "password" in str(error).lower():
        return "the PDF is encrypted with a password"
    return f"the PDF is broken: {error}"


def _joined(before: str, line: str) -> str:
    if before[-1] in _HYPHENS[1:]:
        return before[:-1] + line
    if before[-1] == "-" and before[-2:-1].isalpha() and line[:1].islower():
        return before[:-1] + line
    narrow = _width(before[-1]) == _width(line[0]) == 1
    return f"{before} {line}" if narrow else before + line


def _width(text: str) -> int:
    """Return how many columns a text takes, two for each full-width character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
