"""Keeping the instructions of a prompt out of what is shown."""

from index.pattern import lazy_pattern
from index.script import fold

_LETTERS = lazy_pattern(r"[\W_]+")
_HAN = lazy_pattern(r"[一-鿿]")
_RUN, _LATIN_RUN = 10, 30  # letters in a row that are nobody's own words


def reveals(statement: str, instructions: str) -> bool:
    """Say whether a statement repeats a piece of the instructions, in either script.

    Args:
        statement: What a language model said.
        instructions: The system message that it was given.
    """
    said, kept = (_LETTERS.sub("", fold(text)) for text in (statement, instructions))
    run = _RUN if _HAN.search(said) else _LATIN_RUN
    return any(said[at : at + run] in kept for at in range(len(said) - run + 1))
