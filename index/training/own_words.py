"""Words of our own for the glossary, and a table of terms in which they come first."""

from collections.abc import Mapping, Sequence
from pathlib import Path

LEAST_SHARE = 0.05
MOST_TERMS = 6
OWN_SHARE = 0.7  # of a word that was trained too


def own_words() -> dict[str, list[str]]:
    """Read the words of our own that stand beside this file."""
    lines = (Path(__file__).parent / "own_words.tsv").read_text(encoding="utf-8").splitlines()
    return {word: terms.split("\t") for word, _, terms in (line.partition("\t") for line in lines)}


def with_own(
    entries: Mapping[str, Sequence[tuple[str, float]]],
    own: Mapping[str, Sequence[str]],
) -> dict[str, list[tuple[str, float]]]:
    """Return a table in which terms of our own come before those that were trained.

    Statutes and everyday sentences give 合伙人 for a partner and nothing for one that is
    paired; news of counties means 结对.

    Args:
        entries: The trained table.
        own: For a word its terms, the usual one first; together they get `OWN_SHARE`.
    """
    found = {word: list(terms) for word, terms in entries.items()}
    for word, terms in own.items():
        share = OWN_SHARE if word in entries else 1.0
        weights = [1.0 / place for place in range(1, len(terms) + 1)]
        first = [
            (term, share * weight / sum(weights))
            for term, weight in zip(terms, weights, strict=True)
        ]
        rest = [(term, old * (1 - share)) for term, old in found.get(word, ()) if term not in terms]
        found[word] = prune([*first, *rest])
    return dict(sorted(found.items()))


def prune(terms: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Normalise scores to probabilities, best first, and drop the unlikely."""
    total = sum(score for _, score in terms)
    ranked = sorted(((term, score / total) for term, score in terms), key=lambda t: (-t[1], t[0]))
    return [(term, share) for term, share in ranked[:MOST_TERMS] if share >= LEAST_SHARE]
