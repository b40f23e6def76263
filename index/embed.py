"""Texts to vectors: the protocol that every embedding model fulfils."""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

FloatMatrix = npt.NDArray[np.float32]
"""Shape (n, dimension), float32."""

FloatVector = npt.NDArray[np.float32]
"""Shape (dimension,), float32."""


class Embedder(Protocol):
    """An embedding model. Texts are folded by `index.script.fold` before they come here.

    Rows are of unit length, so that the inner product of two is their cosine similarity.
    A text in which the model knows nothing (an empty one, say) may be a row of zeros.
    """

    @property
    def model_id(self) -> str:
        """Name of the model and of its very weights; an index remembers it."""
        ...

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Return the vectors of texts to be found, shape (len(texts), dimension), float32."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return the vectors of texts to search with, shape (len(texts), dimension), float32."""
        ...


@runtime_checkable
class Portable(Protocol):
    """What an embedding model also is when other processes may open it for themselves."""

    def opener(self) -> Callable[[], Embedder] | None:
        """Return what opens the same model elsewhere; None where nothing does.

        Two openers of one model are equal, can be hashed and can be pickled.
        """
        ...
