"""Scoring candidates by a weighted sum of their measures."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import exp
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import models
from index.checksum import verified
from index.errors import ModelDamaged
from service.reader.features import Features

READER_FOLDER = Path(models.__file__).parent / "reader"
FEATURES = tuple(field.name for field in fields(Features))
Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Ranker:
    """A linear model: which candidate answers, and how likely it is right.

    `service.training.reader` trains the weights with a softmax over the candidates of
    each question; `eval.calibrate` fits the probability.

    Attributes:
        weights: Shape (features,).
        calibration: Shape (features + 3,): weights of the features, the score, its margin
            and a constant, that make log odds.
    """

    weights: Vector
    calibration: Vector

    @classmethod
    def load(cls, folder: Path = READER_FOLDER) -> "Ranker":
        """Read the weights that come with the project.

        Raises:
            ModelUnavailable: A file is missing.
            ModelDamaged: A file fails its checksum, or was made for other features.
        """
        from safetensors.numpy import load

        tensors = load(verified(folder, "ranker.safetensors"))
        ranker = cls(tensors["weights"], tensors["calibration"])
        if ranker.weights.shape != (len(FEATURES),):
            raise ModelDamaged(f"{folder} was trained for other features; train it again")
        if ranker.calibration.shape != (len(FEATURES) + 3,):
            raise ModelDamaged(f"{folder} was calibrated for other features; do it again")
        return ranker

    def scores(self, values: Sequence[Sequence[float]]) -> Vector:
        """Score candidates of one question.

        Args:
            values: Features of each candidate, shape (n, features).

        Returns:
            Shape (n,); higher is better.
        """
        return np.asarray(np.asarray(values, dtype=np.float32) @ self.weights)

    def confidence(self, features: Features, score: float, margin: float) -> float:
        """Return how likely a candidate is right, in [0, 1].

        Args:
            features: Its measures.
            score: Its score.
            margin: By how much the best candidate beats the next different one.
        """
        seen = (*features.values(), score, margin, 1.0)
        return 1 / (1 + exp(-float(np.dot(self.calibration, seen))))
