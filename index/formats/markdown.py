"""Markdown."""

import dataclasses
import re

from index.document import Metadata
from index.formats.extract import Extract, parse_date
from index.formats.plain import read_plain

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(\w+)[ \t]*:[ \t]*(.+?)[ \t]*\r?$", re.MULTILINE)
_TITLE = re.compile(r"^#[ \t]+(.+?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)


def read_markdown(data: bytes) -> Extract:
    """Read a Markdown file: its text is the decoded file, marks and all.

    Title, author, source, date and url are taken from the front matter, the title
    otherwise from the first heading of level one.

    Raises:
        UnreadableSource: The bytes look like binary data.
    """
    extract = read_plain(data)
    return dataclasses.replace(extract, metadata=_metadata(extract.text))


def _metadata(text: str) -> Metadata:
    matter = _FRONT_MATTER.match(text)
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
