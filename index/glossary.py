"""English words and the Chinese terms that translate them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from index.checksum import verified
from index.errors import ModelDamaged

FILE_NAME = "glossary.tsv"
_FOLDER = Path(__file__).parent / "models" / "glossary"

_INFLECTIONS = (
    ("ies", "y"),
    ("sses", "ss"),
    ("es", ""),
    ("s", ""),
    ("ied", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("er", ""),
    ("er", "e"),
    ("'s", ""),
    ("ly", ""),
)
_SHORTEST_STEM = 3

Translation = tuple[str, float]


def base_forms(word: str) -> list[str]:
    """Return what an English word may be inflected from, likeliest first.

    Args:
        word: Lower case.

    Returns:
        Candidates, many of them no words at all; the word itself is not among them.
    """
    forms = []
    for ending, replacement in _INFLECTIONS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _SHORTEST_STEM:
            continue
        forms.append(stem + replacement)
        if not replacement and len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2]:
            forms.append(stem[:-1])
    return list(dict.fromkeys(forms))


class Glossary:
    """A trained table of English words and two-word phrases with Chinese translations."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        """Take over a table.

        Args:
            entries: English word or phrase, lower case, to its translations as the file
                has them: term and probability in turn, separated by tabs.
        """
        self._entries = entries

    @classmethod
    def load(cls, folder: Path | None = None) -> "Glossary":
        """Read the bundled glossary, or the one in `folder`.

        Raises:
            ModelUnavailable: The file or its manifest is missing.
            ModelDamaged: The file has another checksum, or is not a glossary.
        """
        folder = folder or _FOLDER
        lines = verified(folder, FILE_NAME).decode("utf-8").splitlines()
        entries = dict(line.partition("\t")[::2] for line in lines)
        if not entries:
            raise ModelDamaged(f"{folder / FILE_NAME} is empty")
        return cls(entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, word: object) -> bool:
        return word in self._entries

    def entries(self) -> dict[str, list[Translation]]:
        """Return the whole table: English word or phrase to its terms, best first."""
        return {word: _parse(fields) for word, fields in self._entries.items()}

    def translate(self, word: str) -> list[Translation]:
        """Return Chinese terms for an English word, best first.

        Args:
            word: In any case; an inflected form falls back on its base form.

        Returns:
            Simplified terms with their probabilities, which sum to at most 1; none for a
            word that the glossary does not know.
        """
        word = word.lower()
        for form in (word, *base_forms(word)):
            if form in self._entries:
                return _parse(self._entries[form])
        return []

    def translate_phrase(self, words: Sequence[str]) -> list[Translation]:
        """Return Chinese terms for a phrase such as `["industrial", "park"]`, best first.

        Args:
            words: The words of the phrase in order, in any case. The last may be inflected.

        Returns:
            As `translate`; none for a phrase that the glossary does not hold as a whole.
        """
        if not words:
            return []
        *first, last = (word.lower() for word in words)
        for form in (last, *base_forms(last)):
            phrase = " ".join([*first, form])
            if phrase in self._entries:
                return _parse(self._entries[phrase])
        return []


def _parse(fields: str) -> list[Translation]:
    parts = fields.split("\t")
    return [(term, float(share)) for term, share in zip(parts[::2], parts[1::2], strict=True)]
