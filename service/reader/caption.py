"""What a text calls a figure, right before it."""

from index.pattern import lazy_pattern
from index.span import Span

_LINKS = "为是达到了有共计约:的 至近超"  # between a figure and its name
_LENGTH = 3  # characters that tell what a figure is of
_NAME = lazy_pattern(rf"[一-鿿]{{{_LENGTH}}}")
NUMBER = lazy_pattern(r"[\d零〇一二两三四五六七八九十百千万亿半]")


def caption(text: str, span: Span) -> str:
    """Return the last characters before a figure: 总投资 of 总投资约4.6亿元.

    Args:
        text: Folded.
        span: Of the figure in it.

    Returns:
        Empty where `span` holds no number, or no word stands before it.
    """
    if not NUMBER.search(span.of(text)):
        return ""
    before = text[max(0, span.start - 2 * _LENGTH) : span.start].rstrip(_LINKS)[-_LENGTH:]
    return before if _NAME.fullmatch(before) else ""
