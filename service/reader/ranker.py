"""Scoring candidates with a small trained network."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import models
from index.checksum import verify_manifest
from service.reader.expectation import AnswerType
from service.reader.features import Features

READER_FOLDER = Path(models.__file__).parent / "reader"
KINDS = tuple(AnswerType)
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Ranker:
    """One hidden layer over features, the answer's type and the characters at its edges.

    Trained with a softmax over the candidates of each question by
    `service.training.reader`.

    Attributes:
        characters: The characters known at edges, by row of `embedding` from row 1 on.
        embedding: Shape (characters + 1, dim); row 0 is any other character.
        hidden: Shape (features + kinds + 4 * dim, width).
        hidden_bias: Shape (width,).
        output: Shape (width,).
        calibration: Weights of coverage, subject_missing, time_conflict, head_missing,
            score and a constant, that make a probability.
    """

    characters: dict[str, int]
    embedding: Matrix
    hidden: Matrix
    hidden_bias: Matrix
    output: Matrix
    calibration: Matrix

    @classmethod
    def load(cls, folder: Path = READER_FOLDER) -> "Ranker":
        """Read the weights that come with the project.

        Raises:
            ModelUnavailable: A file is missing.
            ModelDamaged: A file fails its checksum.
        """
        from safetensors.numpy import load_file

        verify_manifest(folder)
        weights = load_file(folder / "ranker.safetensors")
        known = bytes(weights.pop("characters")).decode("utf-8")
        return cls(
            {character: row for row, character in enumerate(known, start=1)},
            **{name: tensor.astype(np.float32) for name, tensor in weights.items()},
        )

    def scores(
        self, values: Sequence[Sequence[float]], edges: Sequence[str], kind: AnswerType
    ) -> Matrix:
        """Score candidates of one question.

        Args:
            values: Features of each candidate, shape (n, features).
            edges: Four characters for each: before, first, last, behind.
            kind: The answer's type.

        Returns:
            Shape (n,); higher is better.
        """
        rows = np.array([[self.characters.get(c, 0) for c in edge] for edge in edges])
        kinds = np.zeros((len(rows), len(KINDS)), dtype=np.float32)
        kinds[:, KINDS.index(kind)] = 1
        dense = np.asarray(values, dtype=np.float32)
        flat = self.embedding[rows].reshape(len(rows), -1)
        layer = np.maximum(np.hstack([dense, kinds, flat]) @ self.hidden + self.hidden_bias, 0)
        return np.asarray(layer @ self.output, dtype=np.float32)

    def confidence(self, features: Features, score: float) -> float:
        """Return how likely a candidate with such a score is right, in [0, 1]."""
        seen = (
            features.coverage,
            features.subject_missing,
            features.time_conflict,
            features.head_missing,
            score,
            1.0,
        )
        return 1 / (1 + exp(-float(np.dot(self.calibration, seen))))
