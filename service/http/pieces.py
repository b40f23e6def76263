"""Text in the pieces in which a stream brings it."""

from collections.abc import Iterator

PIECE = 12  # characters


def pieces(text: str) -> Iterator[str]:
    """Yield a text in order, a few characters at a time."""
    for start in range(0, len(text), PIECE):
        yield text[start : start + PIECE]
