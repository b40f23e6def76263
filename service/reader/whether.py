"""Questions of yes or no, recognised."""

from index.pattern import lazy_pattern
from index.span import Span

_ASKED = lazy_pattern(
    r"是否(?!认)|是不是|有没有|有无(?!人)|能否|可否|会不会|能不能|可不可以|可以不可以|要不要|需不需要|够不够|对不对"
    r"|(?P<verb>[\u4e00-\u9fff])不(?P=verb)|了?没有?(?=[?？]?$)|[吗么嘛](?=[?？。!！]?$)"
)
_ASKED_IN_ENGLISH = lazy_pattern(
    r"^(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could)\b"
)


def asks_whether(question: str) -> Span | None:
    """Return where a folded question that has no other question word asks for yes or no."""
    found = _ASKED.search(question) or _ASKED_IN_ENGLISH.search(question)
    return Span(*found.span()) if found else None
