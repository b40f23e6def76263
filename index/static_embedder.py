"""The bundled embedding model, read without torch.

The folder is a sentence-transformers model of one `StaticEmbedding` and a
normalisation: a text's vector is the mean of its tokens' rows, at unit length. Here
the same folder is read by numpy alone, a few milliseconds instead of seconds; a test
holds the two ways equal.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load
from tokenizers import Tokenizer

from index.checksum import published, verified
from index.embed import FloatMatrix, FloatVector
from index.errors import ModelDamaged
from index.token_rows import TokenRows

BUNDLED_MODEL = Path(__file__).parent / "models" / "embedding"
BUNDLED_NAME = "wenju-static-1"
WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"

_AT_ONCE = 1024  # texts tokenised and pooled together
_PREFIX = 12  # characters of the weights' digest in the model id

Ids = npt.NDArray[np.int64]


class StaticEmbedder:
    """Mean of token vectors; passages and queries are treated alike."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        table: npt.NDArray[np.int8] | FloatMatrix,
        scales: FloatVector | None,
        *,
        model_id: str,
    ) -> None:
        """Take over a loaded model.

        Args:
            tokenizer: Turns folded text into rows of the table.
            table: One row a token, shape (tokens, dimension).
            scales: What each row is multiplied by, shape (tokens,); None for 1.
            model_id: Name with the digest of the weights.
        """
        self._tokenizer = tokenizer
        self._table = table
        self._scales = scales
        self.model_id = model_id
        self.dimension = int(table.shape[1])
        self._rows_of = TokenRows(tokenizer)
        self._opener: Callable[[], StaticEmbedder] | None = None

    @classmethod
    def load(cls, folder: Path = BUNDLED_MODEL, *, name: str = BUNDLED_NAME) -> "StaticEmbedder":
        """Read a model folder, its checksums first.

        Args:
            folder: Holds `model.safetensors`, `tokenizer.json` and `manifest.json`.
            name: First part of the model's id.

        Raises:
            ModelUnavailable: A file is missing.
            ModelDamaged: A file has another checksum than the manifest says, or the
                tensors do not fit together.
        """
        weights, words = verified(folder, WEIGHTS_FILE), verified(folder, TOKENIZER_FILE)
        try:
            tokenizer = Tokenizer.from_str(words.decode("utf-8"))
            table, scales = _table(load(weights))
            identity = f"{name}-{published(folder)[WEIGHTS_FILE][:_PREFIX]}"
        except (SafetensorError, KeyError) as broken:
            raise ModelDamaged(f"{folder} is not a static embedding model: {broken}") from broken
        except Exception as broken:  # tokenizers raises bare Exception for a bad file
            raise ModelDamaged(f"{folder / TOKENIZER_FILE} cannot be read: {broken}") from broken
        if tokenizer.get_vocab_size() != len(table):
            raise ModelDamaged(f"{folder}: the tokenizer and the weights are of different models")
        tokenizer.no_padding()
        loaded = cls(tokenizer, table, scales, model_id=identity)
        loaded._opener = _Opener(folder, name)
        return loaded

    def opener(self) -> "Callable[[], StaticEmbedder] | None":
        """Return what loads the model in another process; None where it has no folder."""
        return self._opener

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Return unit rows, shape (len(texts), dimension), float32.

        A text without any known token is a row of zeros. Texts are never cut.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            part = list(map(_encodable, texts[start : start + _AT_ONCE]))
            self._pool(self._rows_of.of_all(part), vectors[start:])
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return what `embed_passages` returns: the model knows no difference."""
        return self.embed_passages(texts)

    def token_cover(self, text: str) -> Ids:
        """Return which token covers each character of a folded text.

        Returns:
            Shape (len(text),): 1 + the token's row, 0 where no token covers the character.
        """
        encoding = self._tokenizer.encode(_encodable(text), add_special_tokens=False)
        cover = np.zeros(len(text), dtype=np.int64)
        for row, (start, end) in zip(encoding.ids, encoding.offsets, strict=True):
            cover[start:end] = row + 1
        return cover

    @property
    def tokenizer(self) -> Tokenizer:
        """What turns folded text into rows."""
        return self._tokenizer

    def rows(self) -> FloatMatrix:
        """Return every token's row, shape (tokens, dimension)."""
        table = self._table.astype(np.float32)
        scales: FloatMatrix = table if self._scales is None else table * self._scales[:, None]
        return scales

    def _pool(self, ids: Sequence[Ids], out: FloatMatrix) -> None:
        """Write the unit mean of each text's rows into the first rows of `out`."""
        longest = max((tokens.size for tokens in ids), default=0)
        # The same room for each text: new room has to be found, and emptied by the system.
        taken = np.empty((longest, self.dimension), dtype=self._table.dtype)
        rows = np.empty((longest, self.dimension), dtype=np.float32)
        for row, tokens in enumerate(ids):
            if not tokens.size:
                continue
            self._table.take(tokens, axis=0, out=taken[: tokens.size], mode="clip")
            np.copyto(rows[: tokens.size], taken[: tokens.size])
            mean = self._mean(tokens, rows[: tokens.size])
            length = float(np.sqrt(mean @ mean))
            if length > 0.0:
                out[row] = mean / length

    def _mean(self, tokens: Ids, rows: FloatMatrix) -> FloatVector:
        scales = np.ones(tokens.size, np.float32) if self._scales is None else self._scales[tokens]
        total: FloatVector = scales @ rows
        return total / np.float32(tokens.size)


@dataclass(frozen=True, slots=True)
class _Opener:
    """Loads a model from its folder."""

    folder: Path
    name: str

    def __call__(self) -> StaticEmbedder:
        return StaticEmbedder.load(self.folder, name=self.name)


def _table(
    tensors: Mapping[str, npt.NDArray[np.generic]],
) -> tuple[npt.NDArray[np.int8] | FloatMatrix, FloatVector | None]:
    """Return rows and scales from either layout that `StaticEmbedding` reads."""
    if "embedding.weight" in tensors:
        return tensors["embedding.weight"].astype(np.float32), None
    table, scales = tensors["embeddings"], tensors["weights"]
    if table.ndim != 2 or scales.shape != table.shape[:1]:
        raise KeyError("shapes of `embeddings` and `weights`")
    return table, scales.astype(np.float32)  # type: ignore[return-value]  # whole numbers of 8 bits


def _encodable(text: str) -> str:
    """Return `text` without lone surrogates, which no tokenizer takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
