"""What a format's reader wins from a file."""

import re
from dataclasses import dataclass, field
from datetime import date

from index.document import Metadata

_DATE = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")

_STAND_IN = re.compile(
    r"\(?(?:untitled|anonymous|unspecified|unknown|user|admin(?:istrator)?|python-docx)\)?"
    r"|(?:Microsoft )?Word (?:Document|- .*)|无标题|未命名|文档\d*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of one article and what its format states about it.

    Attributes:
        text: Becomes `Document.text`: the whole file where the file is text, else what
            was extracted from it. Offsets index this text.
        encoding: Name of the encoding that was decoded; `utf-8` for binary formats.
        metadata: What the format itself states.
        warnings: What a reader of the text should know, in words fit to show.
    """

    text: str
    encoding: str = "utf-8"
    metadata: Metadata = field(default_factory=Metadata)
    warnings: tuple[str, ...] = ()


def stated(value: str | None) -> str | None:
    """Return what a file's properties state, or None where software filled in a stand-in."""
    text = (value or "").strip()
    return None if not text or _STAND_IN.fullmatch(text) else text


def parse_date(text: str) -> date | None:
    """Read the day that a text begins with: `2022-03-04`, `2022/3/4`, `2022年3月4日`.

    Returns:
        The day, whatever time follows it, or None where there is none.
    """
    match = _DATE.match(text)
    if not match:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None
