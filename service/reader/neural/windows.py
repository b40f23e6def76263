"""Which stretches of a text are read together."""

from collections.abc import Iterable

from index.span import Span

_BEFORE = 40  # characters before a sentence that are read with it: they name its subject


def windows(sentences: Iterable[Span], length: int, *, width: int) -> list[Span]:
    """Return stretches that hold each sentence, as few as serve.

    Args:
        sentences: Stretches that must be read, in any order.
        length: Characters of the text.
        width: Most characters of a window; a longer sentence is covered by several that
            overlap by half.
    """
    found: list[Span] = []
    for sentence in sorted(sentences, key=lambda span: span.start):
        start = sentence.start
        while start < sentence.end:
            if found and found[-1].covers(Span(start, min(sentence.end, start + width))):
                break
            opening = max(0, start - min(_BEFORE, max(0, width - len(sentence))))
            window = Span(opening, min(length, opening + width))
            found.append(window)
            start = sentence.end if window.end >= sentence.end else start + width // 2
    return found
