"""The line of a web page that names its source and author."""

import re

from index.document import Metadata
from index.formats.extract import parse_date

_LONGEST = 90  # characters: a longer line is a sentence, not a byline
_NAME = r"\s*[：:]\s*([^\s：:|｜。，,；;]{1,30})(?=[\s|｜;；]|$)"
_SOURCE = re.compile(rf"(?:来源|來源){_NAME}")
_AUTHOR = re.compile(rf"(?:作者|记者|記者){_NAME}")
_DAY = re.compile(r"\d{4}\s*[-/.年]")


def byline(text: str) -> Metadata:
    """Find source, author and date on the first short line that names a source.

    Args:
        text: All that a page shows, a block a line.

    Returns:
        What the line states; nothing where no line names a source.
    """
    for line in text.splitlines():
        source = _SOURCE.search(line)
        if source and len(line) <= _LONGEST:
            author, day = _AUTHOR.search(line), _DAY.search(line)
            return Metadata(
                source=source.group(1),
                author=author.group(1) if author else None,
                published=parse_date(line[day.start() :]) if day else None,
            )
    return Metadata()
