"""Any model that sentence-transformers loads, from the hub or from a folder."""

import re
from collections.abc import Callable, Mapping, Sequence
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
_PICKLED = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.pickle")

SAFE_WEIGHTS = {"use_safetensors": True}
"""What transformers is told, so that it reads no pickled weights."""


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


# Names that configurations give to the two prompts; the first one that is there counts.
_QUERY_ROLES = ("query", "search_query", "retrieval.query", "s2p_query")
_PASSAGE_ROLES = ("document", "passage", "corpus", "search_document", "retrieval.passage")


def retrieval_prompts(name: str, configured: Mapping[str, str | None]) -> RetrievalPrompts:
    """Return the prompts of a model.

    Args:
        name: Hub name or path of the model.
        configured: The prompts of its own configuration, by their names there.

    Returns:
        The model's own for searching, if it has any that are not empty; else those of the
        convention that its name follows (E5, BGE); else empty ones.
    """
    query, passage = (
        next((prompt for role in roles if (prompt := configured.get(role))), "")
        for roles in (_QUERY_ROLES, _PASSAGE_ROLES)
    )
    if query or passage:
        return RetrievalPrompts(query=query, passage=passage)
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
            ModelUnavailable: It is not on disk and cannot be fetched, its weights are
                pickled, or what was found is no embedding model.
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
        return self._encode(self._model.encode_document, texts, self.prompts.passage)

    def embed_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return unit rows for queries, with the model's query prompt before each."""
        return self._encode(self._model.encode_query, texts, self.prompts.query)

    def _encode(
        self, encode: Callable[..., object], texts: Sequence[str], prompt: str
    ) -> FloatMatrix:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = encode(  # tells models of two towers which one is wanted
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
    if folder.is_dir():
        refuse_pickled_weights(folder, setting="WENJU_EMBEDDING_MODEL")
    from sentence_transformers import SentenceTransformer  # brings torch: seconds

    try:
        return SentenceTransformer(
            str(folder) if folder.exists() else name,
            trust_remote_code=False,
            local_files_only=offline,
            model_kwargs=dict(SAFE_WEIGHTS),
        )
    except Exception as failure:  # hub, network, tokenizer and weight errors share no base
        reason = str(failure).strip().splitlines() or [type(failure).__name__]
        raise ModelUnavailable(
            f"embedding model {name} cannot be loaded: {reason[0]} (a hub model must be "
            "downloaded once; the bundled model needs no network)"
        ) from failure


def refuse_pickled_weights(folder: Path, *, setting: str) -> None:
    """Make sure that no part of a model is to be had as a pickle only.

    Args:
        folder: The model's folder; its modules lie in folders of their own.
        setting: The variable that named it, for the message.

    Raises:
        ModelUnavailable: A module has pickled weights and no safetensors beside them.
    """
    for kind in _PICKLED:
        for path in folder.rglob(kind):
            if not any(path.parent.glob("*.safetensors")):
                raise ModelUnavailable(
                    f"{setting}={folder}: {path.name} is a pickle, which can run code when it is "
                    "read; save the model with safetensors"
                )


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
