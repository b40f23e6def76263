"""Reading by the network: from a question and texts to the odds of every span."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from index import models
from index.checksum import verified
from index.errors import ModelDamaged
from index.rarity import Rarity
from index.span import Span
from service.reader.neural.coded import Coded, Coder, Real, Tokens
from service.reader.neural.matching import matches
from service.reader.neural.network import IMPOSSIBLE, LONGEST, NO_ANSWER, Network
from service.reader.neural.span_odds import SpanOdds

NETWORK_FOLDER = Path(models.__file__).parent / "network"
WEIGHTS_FILE = "network.safetensors"
WINDOW = 128  # characters read together
_LONGEST_QUESTION = 48
_SCALE = ".scale"


@dataclass(frozen=True)
class SpanReader:
    """Gives every span of a text the odds that it answers a question.

    Attributes:
        network: Scores spans.
        coder: Turns text into rows.
        characters: What the network knows of each character, shape (characters, d).
        likeness: Unit vectors of tokens by what they are about; see `matches`.
        tokens: What the network is told of each token, shape (tokens + 1, d); its first
            columns are `likeness`.
    """

    network: Network
    coder: Coder
    characters: Real
    likeness: Real
    tokens: Real

    @classmethod
    def load(cls, tokens: Tokens, rarity: Rarity, folder: Path = NETWORK_FOLDER) -> "SpanReader":
        """Read the network that comes with the project.

        Args:
            tokens: Gives the token that covers each character.
            rarity: Of character pairs.
            folder: Holds the weights and their manifest.

        Raises:
            ModelUnavailable: A file is missing.
            ModelDamaged: A file fails its checksum, or a tensor is missing.
        """
        from safetensors.numpy import load

        try:
            stored = load(verified(folder, WEIGHTS_FILE))
            alphabet = stored.pop("alphabet").astype(np.uint32)
            weights = restored(stored)
            known, topic, use = (weights.pop(name) for name in _TABLES)
        except KeyError as missing:
            raise ModelDamaged(f"{folder / WEIGHTS_FILE} lacks the tensor {missing}") from missing
        coder = Coder(alphabet, tokens, rarity)
        return cls(Network(weights), coder, known, topic, np.concatenate([topic, use], axis=1))

    def read(
        self, question: str, texts: Sequence[str], windows: Sequence[Sequence[Span]]
    ) -> list[SpanOdds]:
        """Return the odds of the spans of each text.

        Args:
            question: Folded; of a long one the end is read.
            texts: Folded.
            windows: Of each text, the stretches to read, at most `WINDOW` characters each;
                spans outside them have no odds.
        """
        asked = self.coder.code(question[-_LONGEST_QUESTION:])
        coded = [self.coder.code(text) for text in texts]
        places = [(row, window) for row, one in enumerate(windows) for window in one]
        if not places or not len(asked):
            return [SpanOdds(np.zeros((len(one), LONGEST), np.float32), 0.0) for one in texts]
        scores = self._remembered(asked, [coded[row].part(w.start, w.end) for row, w in places])
        grids = [np.full((len(text), LONGEST), IMPOSSIBLE) for text in texts]
        for (row, window), score in zip(places, scores, strict=True):
            part = grids[row][window.start : window.end]
            np.maximum(part, score, out=part)
        return odds_of(grids)

    def _remembered(self, question: Coded, texts: Sequence[Coded]) -> list[Real]:
        """Return the scores of texts; those just read are not read again.

        Documents that may differ are read once together and once each by themselves.
        """
        keys = [_key(question, text) for text in texts]
        known = {key: score for key in keys if (score := self._known.get(key)) is not None}
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if fresh:
            known |= dict(zip(fresh, self._scores(question, list(fresh.values())), strict=True))
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        self._known.update(known)
        return [known[key] for key in keys]

    @cached_property
    def _known(self) -> dict[bytes, Real]:
        return {}

    def _scores(self, question: Coded, texts: Sequence[Coded]) -> list[Real]:
        shared = [matches(question, text, self.likeness) for text in texts]
        asked = np.stack([self._inputs(question, match) for match, _ in shared])
        return self.network.scores(
            asked, [self._inputs(text, own) for text, (_, own) in zip(texts, shared, strict=True)]
        )

    def _inputs(self, text: Coded, shared: Real) -> Real:
        """Return what the network sees of a text, shape (n, inputs)."""
        known, told = self.characters[text.characters], self.tokens[text.tokens]
        return np.concatenate([known, told, shared], axis=1)


def _key(question: Coded, text: Coded) -> bytes:
    parts = (question.characters, question.tokens, text.characters, text.tokens)
    return b"|".join(part.tobytes() for part in parts)


_REMEMBERED = 64  # windows; about 25 kB each
_TABLES = ("characters", "topic", "use")


def restored(stored: Mapping[str, np.ndarray]) -> dict[str, Real]:
    """Return tensors as floats: those kept in 8 bits times the scale of each row."""
    plain = {name: tensor for name, tensor in stored.items() if not name.endswith(_SCALE)}
    return {
        name: tensor * stored[name + _SCALE][:, None] if name + _SCALE in stored else tensor
        for name, tensor in plain.items()
    }


def odds_of(grids: Sequence[Real]) -> list[SpanOdds]:
    """Return the odds of all spans, and of there being no answer, from their scores.

    Args:
        grids: Of each text, shape (n, LONGEST).
    """
    best = max(float(grid.max()) for grid in grids if grid.size)
    highest = max(best, NO_ANSWER)
    raised = [np.exp(grid - highest) for grid in grids]
    total = np.float32(np.exp(NO_ANSWER - highest) + sum(float(one.sum()) for one in raised))
    return [SpanOdds(one / total, best) for one in raised]
