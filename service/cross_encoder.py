"""Any cross-encoder that sentence-transformers loads, from the hub or from a folder."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from index.document import Passage
from index.errors import ModelUnavailable
from index.sentence_embedder import SAFE_WEIGHTS, refuse_pickled_weights

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

Logits = TypeVar("Logits")
FloatVector = npt.NDArray[np.float32]

_AT_ONCE = 16  # pairs in one batch
_TOKENS = 1024  # most tokens of a pair that are read, where the model would read more
_WAY_OUT = (
    "set WENJU_RERANKER to a cross-encoder with safetensors weights that is on this disk or "
    "that the Hugging Face hub gives, or leave it empty for the built-in order"
)


class ScoresPassages(Protocol):
    """Says how well passages fit a question."""

    def scores(self, question: str, passages: Sequence[Passage]) -> FloatVector:
        """Return a score for each passage, shape (len(passages),); higher is better."""
        ...


class CrossEncoderScorer:
    """A cross-encoder by name, loaded at the first question; threads may share it.

    Passages are read with their title and headings before them. No code of a model
    repository is run and no pickled weights are read.

    Args:
        name: Name on the hub, such as `BAAI/bge-reranker-v2-m3`, or a folder.
        offline: Take the model from the disk or not at all.
    """

    def __init__(self, name: str, *, offline: bool = False) -> None:
        self.name = name
        self._offline = offline

    def scores(self, question: str, passages: Sequence[Passage]) -> FloatVector:
        """Score passages against a question, each on its own.

        Args:
            question: As it was asked, made to stand alone.
            passages: In any order.

        Returns:
            Shape (len(passages),), float32: the model's logits, higher is better.

        Raises:
            ModelUnavailable: The model is not on disk and cannot be fetched, is no
                cross-encoder of one score, or cannot score.
        """
        if not passages:
            return np.zeros(0, dtype=np.float32)
        model = self._model
        pairs = [(question, shown(passage)) for passage in passages]
        try:
            found = model.predict(
                pairs,
                batch_size=_AT_ONCE,
                activation_fn=_as_it_is,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        except Exception as failure:  # tokenizers, torch and its devices share no base
            raise _unavailable(self.name, failure) from failure
        return np.asarray(found, dtype=np.float32)

    @cached_property
    def _model(self) -> "CrossEncoder":
        model = _load(self.name, offline=self._offline)
        if model.num_labels != 1:
            reason = f"it gives {model.num_labels} scores for a pair instead of one"
            raise _unavailable(self.name, reason)
        model.max_seq_length = min(model.max_seq_length or _TOKENS, _TOKENS)
        return model


def _as_it_is(logits: Logits) -> Logits:
    """Keep logits: a sigmoid makes ties of all passages that fit well."""
    return logits


def shown(passage: Passage) -> str:
    """Return what a cross-encoder reads of a passage: title, headings and text."""
    return "\n".join(filter(None, (passage.title, *passage.headings, passage.text)))


def _load(name: str, *, offline: bool) -> "CrossEncoder":
    looks_like_a_path = name.startswith((".", "/", "~")) or name.count("/") > 1
    folder = Path(name).expanduser()
    if looks_like_a_path and not folder.is_dir():
        raise _unavailable(name, "there is no such folder")
    if folder.is_dir():
        refuse_pickled_weights(folder, setting="WENJU_RERANKER")
    try:
        from sentence_transformers import CrossEncoder  # brings torch: seconds

        model: CrossEncoder = CrossEncoder(
            str(folder) if folder.is_dir() else name,
            trust_remote_code=False,
            local_files_only=offline,
            model_kwargs=dict(SAFE_WEIGHTS),
        )
    except Exception as failure:  # hub, network, tokenizer and weight errors share no base
        raise _unavailable(name, failure) from failure
    return model


def _unavailable(name: str, reason: Exception | str) -> ModelUnavailable:
    said = str(reason).strip().splitlines() or [type(reason).__name__]
    return ModelUnavailable(f"reranker {name} cannot be used: {said[0]}; {_WAY_OUT}")
