"""Web pages."""

import codecs
import dataclasses
import functools
import re
from typing import TYPE_CHECKING

from index.decode import Decoded, decode, decode_as
from index.document import Metadata
from index.errors import UnreadableSource
from index.formats.byline import byline
from index.formats.extract import Extract, parse_date

if TYPE_CHECKING:
    from configparser import ConfigParser

    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml ships no types

_HEAD = 4_096  # bytes in which a page must declare its encoding
_SHORTEST_ARTICLE = 60  # characters: a main text below that is doubted
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]+?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "ascii": "cp1252"}
_UNSEEN = ("script", "style", "template", "noscript", "head", "iframe", "svg", "select", "object")
_BLOCK = re.compile(
    r"address|article|aside|blockquote|body|br|d[dlt]|div|fieldset|fig(?:ure|caption)|footer|form"
    r"|h[1-6r]|header|li|main|nav|[ou]l|p|pre|section|table|tbody|t[dhr]"
)


def read_html(data: bytes) -> Extract:
    """Read a web page: its text is the main text, one paragraph a line.

    Offsets index the extracted text, not the page. Scripts, comments, menus and the
    like are no part of it. Where no main text can be told from the rest, all visible
    text is taken, with a warning.

    Raises:
        UnreadableSource: The page shows no text, or the bytes look like binary data.
    """
    decoded = _decode_page(data)
    page = _DECLARATION.sub("", decoded.text)
    text, metadata = _main_text(page)
    shown = _visible_text(page)
    metadata = _completed(metadata, byline(shown))
    warnings = [decoded.warning] if decoded.warning else []
    if not text.strip():
        text = shown
        warnings.append("no main text found: all visible text taken")
    if not text.strip():
        raise UnreadableSource("the page shows no text")
    return Extract(text, decoded.encoding, metadata, tuple(warnings))


def _decode_page(data: bytes) -> Decoded:
    """Follow the declared encoding where every byte fits it, else decode as any text."""
    declared = _CHARSET.search(data[:_HEAD])
    if not declared or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data)
    try:
        name = codecs.lookup(declared.group(1).decode("ascii", "ignore")).name
        name = _WIDER.get(name, name)
        data.decode(name)
    except (LookupError, UnicodeError):
        return decode(data)
    return decode_as(data, name)


def _main_text(page: str) -> tuple[str, Metadata]:
    from trafilatura import bare_extraction

    found = bare_extraction(
        page, with_metadata=True, include_comments=False, include_tables=True, config=_settings()
    )
    if found is None or isinstance(found, dict):
        return "", Metadata()
    metadata = Metadata(
        title=found.title or None,
        source=found.sitename or None,
        author=found.author or None,
        published=parse_date(found.date or ""),
        url=found.url or None,
    )
    lines = (line.strip() for line in (found.text or "").splitlines())
    return "\n".join(filter(None, lines)), metadata


def _completed(head: Metadata, shown: Metadata) -> Metadata:
    """Put the byline's source first, since the head names the site; the head's date and author."""
    return dataclasses.replace(
        head,
        source=shown.source or head.source,
        author=head.author or shown.author,
        published=head.published or shown.published,
    )


@functools.cache
def _settings() -> "ConfigParser":
    """Return trafilatura's settings, fit for Chinese, which says more in fewer characters."""
    from trafilatura.settings import use_config

    settings = use_config()
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_SHORTEST_ARTICLE))
    settings.set("DEFAULT", "EXTENSIVE_DATE_SEARCH", "off")  # a date in the body is not its own
    return settings


def _visible_text(page: str) -> str:
    """Return everything that a page shows, a block a line."""
    from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types
    from lxml.html import HTMLParser, document_fromstring

    try:
        tree = document_fromstring(page, parser=HTMLParser(huge_tree=True))
    except (etree.ParserError, ValueError):
        return ""
    lines = "".join(_shown(tree)).splitlines()
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _shown(tree: "HtmlElement") -> list[str]:
    from lxml import etree

    etree.strip_elements(tree, etree.Comment, *_UNSEEN, with_tail=False)
    pieces: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if isinstance(element.tag, str) and _BLOCK.fullmatch(element.tag):
            pieces.append("\n")
        text = element.text if event == "start" else element.tail
        pieces.append((text or "").replace("\n", " "))
    return pieces
