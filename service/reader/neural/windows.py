"""Which stretches of a text are read together."""

from collections.abc import Iterable

from index.span import Span

_BEFORE = 40  # characters before a sentence that are read with it: they name its subject


def windows(sentences: Iterable[Span], length: int, *, width: int) -> list[Span]:
    """Return stretches that hold each sentence and little more: what is read takes time.

    Args:
        sentences: Stretches that must be read, in any order.
        length: Characters of the text.
        width: Most characters of a window; a longer sentence is covered by several that
            overlap by half.
    """
    found: list[Span] = []
    for sentence in sorted(sentences, key=lambda span: span.start):
        if found and _are_near(found[-1], sentence, width):
            found[-1] = Span(found[-1].start, max(found[-1].end, min(sentence.end, length)))
        else:
            found += _of(sentence, length, width)
    return found


def _are_near(window: Span, sentence: Span, width: int) -> bool:
    """Say whether a sentence is read in a window that it would reach into anyway."""
    return window.end >= sentence.start - _BEFORE and sentence.end - window.start <= width


def _of(sentence: Span, length: int, width: int) -> list[Span]:
    """Return the windows of one sentence by itself, each with what stands before it."""
    found: list[Span] = []
    start, before = sentence.start, min(_BEFORE, max(0, width - len(sentence)))
    while start < sentence.end:
        opening = max(0, start - before)
        window = Span(opening, min(length, sentence.end, opening + width))
        found.append(window)
        start = sentence.end if window.end >= sentence.end else start + width // 2
    return found
