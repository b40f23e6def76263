"""Reordering the first hits of a search by what their text says of the question."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.checksum import verified
from index.closeness import FEATURES, AskedTerms, closeness
from index.document import Passage
from index.errors import ModelDamaged
from index.need import Need
from index.rarity import Rarity

RERANK_FOLDER = Path(__file__).parent / "models" / "rerank"
WEIGHTS_FILE = "weights.safetensors"
Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Reorder:
    """A linear model of which of the first hits answers.

    `service.training.rerank` trains the weights with a softmax over the hits of each
    question (ListNet's top-one loss; Cao et al. 2007, "Learning to Rank: From Pairwise
    Approach to Listwise Approach").

    Attributes:
        weights: By feature of `index.closeness.Closeness`, in the unit of the best hit's
            BM25, shape (features,).
        rarity: Weighs the question's terms.
        need: Tells which of them stand where the answer does.
    """

    weights: Vector
    rarity: Rarity
    need: Need

    @classmethod
    def load(cls, folder: Path = RERANK_FOLDER) -> "Reorder":
        """Read the weights that come with the project.

        Raises:
            ModelUnavailable: A file is missing.
            ModelDamaged: A file fails its checksum, or was made for other features.
        """
        from safetensors.numpy import load

        data = verified(folder, WEIGHTS_FILE)
        weights = load(data)["weights"]
        if _features(data) != FEATURES or weights.shape != (len(FEATURES),):
            raise ModelDamaged(f"{folder} was trained for other features; train it again")
        return cls(weights, Rarity.load(), Need.load(folder))

    def added(self, question: str, passages: Sequence[Passage]) -> list[float]:
        """Return what each passage's text adds to its fused score.

        Args:
            question: As the asker wrote it.
            passages: What the search found.
        """
        if not passages:
            return []
        measured = closeness(AskedTerms(question, self.rarity, self.need), passages)
        values = np.array([one.values() for one in measured], dtype=np.float32)
        added: list[float] = (values @ self.weights).tolist()
        return added


def _features(data: bytes) -> tuple[str, ...]:
    """Return the features that weights are of; their file's header names them."""
    size = int.from_bytes(data[:8], "little")
    stated = json.loads(data[8 : 8 + size]).get("__metadata__", {})
    return tuple(stated.get("features", "").split())
