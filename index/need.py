"""How likely a term of a question stands where the question is answered.

`什么时候` hardly ever does, a name nearly always; a pair across two words (`颂是`) is as rare
as a name and says nothing. Zhao and Callan 2010, "Term Necessity Prediction"; the weights
that follow are those of Robertson and Spärck Jones 1976, "Relevance weighting of search
terms", with a chance predicted from the question in the place of a counted one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.checksum import verified
from index.errors import ModelDamaged
from index.rarity import Rarity
from index.terms import ASKING

TERMS_FILE = "terms.safetensors"
Cue = str
"""What a chance goes by: `bias`, `<是` (a character before), `[是`, `]是`, `>是`, `=主教`, ..."""

_OTHER = 0.8  # chance of a number or a Latin word
_OTHER_SHARE = 0.01  # of articles that hold one of them
_LEAST, _MOST = 0.01, 0.99  # what a prediction is held within
_RAREST, _COMMONEST = 1e-5, 0.6  # shares of articles
_PASSAGE = 0.7  # what stands in an article stands in so many of its passages
_PAIR = 2  # characters
_FAR = 4  # characters from the nearest term that only asks; beyond, it is all one
_ASKING_CHARACTERS = frozenset("谁哪几何吗呢")
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Need:
    """A logistic regression over what a term is and what stands around it.

    Attributes:
        weights: By cue; one that is absent counts nothing.
    """

    weights: Mapping[Cue, float]

    @classmethod
    def load(cls, folder: Path) -> "Need":
        """Read the weights that come with the project.

        Raises:
            ModelUnavailable: A file is missing.
            ModelDamaged: A file fails its checksum, or its weights have no names.
        """
        from safetensors.numpy import load

        tensors = load(verified(folder, TERMS_FILE))
        cues = tensors["cues"].tobytes().decode().split("\n")
        weights = tensors["weights"].tolist()
        if len(cues) != len(weights):
            raise ModelDamaged(f"{folder / TERMS_FILE} does not name its weights; train it again")
        return cls(dict(zip(cues, weights, strict=True)))

    def chances(self, question: str, terms: Sequence[str], rarity: Rarity) -> Vector:
        """Return how likely each term stands in the sentence that answers, or its title.

        Args:
            question: Folded.
            terms: Of the question: characters and pairs of them, numbers and Latin words.
            rarity: Weighs pairs.
        """
        known = self.weights.get
        logits = np.zeros(len(terms))
        asking = asking_places(question)
        for place, term in enumerate(terms):
            if is_chinese(term):
                cues = term_cues(question, term, rarity, asking)
                logits[place] = sum(known(cue, 0.0) * value for cue, value in cues)
            else:
                logits[place] = np.log(_OTHER / (1 - _OTHER))
        chances: Vector = np.clip(1 / (1 + np.exp(-logits)), _LEAST, _MOST)
        return chances


def asking_places(question: str) -> list[int]:
    """Return where a question holds terms that only ask."""
    return [
        place
        for place in range(len(question) - 1)
        if question[place] in _ASKING_CHARACTERS or question[place : place + 2] in ASKING
    ]


def is_chinese(term: str) -> bool:
    """Say whether a term is one that chances are learnt of: a character, or a pair of them."""
    return len(term) <= _PAIR and not term.isascii()


def term_cues(
    question: str, term: str, rarity: Rarity, asking: Sequence[int]
) -> Iterator[tuple[Cue, float]]:
    """Yield what the chance of a term goes by, each with its value.

    Args:
        question: Folded.
        term: A character of it, or a pair of them.
        rarity: Weighs pairs.
        asking: See `asking_places`.
    """
    if len(term) == _PAIR:
        weight = rarity.weight(term)
        yield "rarity", weight
        yield "rarity2", weight * weight
        yield f"[{term[0]}", 1.0
        yield f"]{term[1]}", 1.0
    place = question.find(term)
    end = place + len(term)
    near = min((abs(place - other) for other in asking), default=_FAR)
    yield "bias", 1.0
    yield f"near{min(near, _FAR)}", 1.0
    yield "place", place / max(1, len(question))
    if place == 0:
        yield "first", 1.0
    if end >= len(question) - 1:
        yield "last", 1.0
    yield f"<{question[place - 1] if place else '^'}", 1.0
    yield f">{question[end] if end < len(question) else '$'}", 1.0
    yield f"={term}", 1.0


def shares(terms: Sequence[str], rarity: Rarity) -> Vector:
    """Return what share of the passages of news hold each term."""
    found = [
        _PASSAGE * 2 ** (-rarity.weight(term) * rarity.highest)
        if len(term) == _PAIR and not term.isascii()
        else _OTHER_SHARE
        for term in terms
    ]
    clipped: Vector = np.clip(np.array(found), _RAREST, _COMMONEST)
    return clipped
