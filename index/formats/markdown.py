"""Markdown."""

import dataclasses
import re

from index.document import Metadata
from index.formats.extract import Extract, parse_date
from index.formats.plain import read_plain

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_SHOWN = re.compile(r"[^\r\n]")
_FIELD = re.compile(r"^(\w+)[ \t]*:[ \t]*(.+?)[ \t]*\r?$", re.MULTILINE)
_TITLE = re.compile(r"^#[ \t]+(.+?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)


def read_markdown(data: bytes) -> Extract:
    """Read a Markdown file: its text is the decoded file, marks and all.

    Title, author, source, date and url are taken from the front matter, the title
    otherwise from the first heading of level one. The front matter is no content: it is
    blanked, a space for each character, so that offsets still index the file.

    Raises:
        UnreadableSource: The bytes look like binary data.
    """
    extract = read_plain(data)
    matter = _FRONT_MATTER.match(extract.text)
    text = _blanked(extract.text, matter.end()) if matter else extract.text
    return dataclasses.replace(extract, text=text, metadata=_metadata(extract.text, matter))


def _blanked(text: str, end: int) -> str:
    return _SHOWN.sub(" ", text[:end]) + text[end:]


def _metadata(text: str, matter: re.Match[str] | None) -> Metadata:
    fields = {
        match.group(1).lower(): match.group(2).strip("\"'")
        for match in _FIELD.finditer(matter.group(1) if matter else "")
    }
    heading = _TITLE.search(text, matter.end() if matter else 0)
    return Metadata(
        title=fields.get("title") or (heading.group(1) if heading else None),
        source=fields.get("source"),
        author=fields.get("author"),
        published=parse_date(fields.get("date") or fields.get("published") or ""),
        url=fields.get("url"),
    )
