"""Original text as plain text, never as a page."""

from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse

from index.span import Span


class OriginalText(PlainTextResponse):
    """Text of a document; no browser may take it for anything else, or run it."""

    def __init__(self, text: str = "", status_code: int = 200) -> None:
        policy = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'"
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": policy}
        super().__init__(text, status_code, headers)


def checked_span(start: int, end: int | None, length: int) -> Span:
    """Return the part of a text that a request names.

    Args:
        start: The first code point.
        end: The one behind the last; None for the end of the text.
        length: Code points of the text.

    Raises:
        RequestValidationError: The part does not lie in the text.
    """
    last = length if end is None else end
    if last > length:
        raise _outside("end", f"the document has {length} characters; end is {end}")
    if start > last:
        raise _outside("start", f"start is {start}, which is behind the end, {last}")
    return Span(start, last)


def _outside(name: str, message: str) -> RequestValidationError:
    return RequestValidationError(
        [{"type": "out_of_range", "loc": ("query", name), "msg": message}]
    )
