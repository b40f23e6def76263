"""Any model that sentence-transformers loads, from the hub or from a folder."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embed import FloatMatrix
from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_AT_ONCE = 64  # texts in one batch of a transformer
_EDGE = 1 << 20  # bytes at either end of a weight file that its fingerprint covers
_WEIGHT_FILES = ("*.safetensors", "*.bin", "*.json")


@dataclass(frozen=True, slots=True)
class RetrievalPrompts:
    """What is put before a text, by its role."""

    query: str = ""
    passage: str = ""


_CONVENTIONS: tuple[tuple[str, RetrievalPrompts], ...] = (
    # Models whose cards ask for prompts that their configuration does not hold; the first
    # pattern found in the lower-case name counts.
    (
        r"(^|[/_-])e5[_-].*instruct",
        RetrievalPrompts(
            query="Instruct: Given a web search query, retrieve relevant passages that "
            "answer the query\nQuery: "
        ),
    ),
    (r"(^|[/_-])e5([_-]|$)", RetrievalPrompts(query="query: ", passage="passage: ")),
    (
        r"bge-(small|base|large)-zh",
        RetrievalPrompts(query="为这个句子生成表示以用于检索相关文章："),
    ),
    (
        r"bge-(small|base|large)-en",
        RetrievalPrompts(query="Represent this sentence for searching relevant passages: "),
    ),
)


def retrieval_prompts(name: str, configured: Mapping[str, str | None]) -> RetrievalPrompts:
    """Return the prompts of a model.

    Args:
        name: Hub name or path of the model.
        configured: The prompts of its own configuration, by their names there.

    Returns:
        The model's own, if it has any that are not empty; else those of the convention
        that its name follows (E5, BGE); else empty ones.
    """
    own = {role: prompt for role, prompt in configured.items() if prompt}
    if own:
        roles = ("document", "passage", "corpus")
        passage = next((own[role] for role in roles if role in own), "")
        return RetrievalPrompts(query=own.get("query", ""), passage=passage)
    for pattern, prompts in _CONVENTIONS:
        if re.search(pattern, name.lower()):
            return prompts
    return RetrievalPrompts()


class SentenceTransformerEmbedder:
    """A sentence-transformers model; no code of a model repository is ever run."""

    def __init__(self, name: str, *, offline: bool = False) -> None:
        """Load a model.

        Args:
            name: Name on the hub, such as `intfloat/multilingual-e5-small`, or a folder.
            offline: Take the model from the disk or not at all.

        Raises:
            ModelUnavailable: It is not on disk and cannot be fetched, or what was found is
                no embedding model.
        """
        self._model = _load(name, offline=offline)
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ModelUnavailable(f"{name} does not say how long its vectors are")
        self.dimension = int(dimension)
        self.prompts = retrieval_prompts(name, self._model.prompts)
        self.model_id = _identity(name, self._model)

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Return unit rows, shape (len(texts), dimension), float32.

        Texts longer than the model's window are cut at its end, as the model does.
        """
        return self._encode(texts, self.prompts.passage)

    def embed_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return unit rows for queries, with the model's query prompt before each."""
        return self._encode(texts, self.prompts.query)

    def _encode(self, texts: Sequence[str], prompt: str) -> FloatMatrix:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(
            list(texts),
            prompt=prompt,
            batch_size=_AT_ONCE,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def _load(name: str, *, offline: bool) -> "SentenceTransformer":
    looks_like_a_path = name.startswith((".", "/", "~")) or name.count("/") > 1
    folder = Path(name).expanduser()
    if looks_like_a_path and not folder.exists():
        raise ModelUnavailable(f"embedding model {name}: there is no such folder")
    from sentence_transformers import SentenceTransformer  # brings torch: seconds

    try:
        return SentenceTransformer(
            str(folder) if folder.exists() else name,
            trust_remote_code=False,
            local_files_only=offline,
        )
    except Exception as failure:  # hub, network, tokenizer and weight errors share no base
        reason = str(failure).strip().splitlines() or [type(failure).__name__]
        raise ModelUnavailable(
            f"embedding model {name} cannot be loaded: {reason[0]} (a hub model must be "
            "downloaded once; the bundled model needs no network)"
        ) from failure


def _identity(name: str, model: "SentenceTransformer") -> str:
    """Return the name with what tells its weights from others of that name."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return f"{folder.resolve().name}-{_fingerprint(folder)}"
    config = getattr(getattr(model[0], "auto_model", None), "config", None)
    revision = getattr(config, "_commit_hash", None)
    return f"{name}@{revision[:12]}" if revision else name


def _fingerprint(folder: Path) -> str:
    """Return a digest of a folder's files, of the ends only where they are large."""
    hasher = sha256()
    for path in sorted(path for kind in _WEIGHT_FILES for path in folder.rglob(kind)):
        size = path.stat().st_size
        hasher.update(f"{path.relative_to(folder)} {size}\n".encode())
        with path.open("rb") as file:
            hasher.update(file.read(_EDGE))
            file.seek(max(0, size - _EDGE))
            hasher.update(file.read(_EDGE))
    return hasher.hexdigest()[:12]
