"""Writing a trained table as a model that sentence-transformers loads.

The table is stored as whole numbers of 8 bits with one scale a row, the layout of
quantised tables that `StaticEmbedding` reads itself: it multiplies them out when it
loads, so the same folder serves it and `index.static_embedder`.
"""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from index.checksum import write_manifest

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
_LARGEST = 127

_MODULE_PACKAGE = "sentence_transformers.sentence_transformer.modules"
_MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": f"{_MODULE_PACKAGE}.static_embedding.StaticEmbedding",
    },
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.base.modules.normalize.Normalize",
    },
]
_SETTINGS = {
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def quantise(
    table: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return whole numbers in [-127, 127] and the scale of each row.

    Args:
        table: Shape (tokens, dimension), float32.
    """
    scales = np.abs(table).max(axis=1) / _LARGEST
    scales[scales == 0] = 1.0
    whole = np.rint(table / scales[:, None])
    return whole.astype(np.int8), scales.astype(np.float32)


def save_model(folder: Path, tokenizer: Tokenizer, table: npt.NDArray[np.float32]) -> None:
    """Write tokenizer, weights, settings and the manifest of their checksums."""
    (folder / "1_Normalize").mkdir(parents=True, exist_ok=True)
    whole, scales = quantise(table)
    save_file({"embeddings": whole, "weights": scales}, folder / WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)  # safetensors writes for the owner alone
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    _write_json(folder / "modules.json", _MODULES)
    _write_json(folder / "config_sentence_transformers.json", _SETTINGS)
    _write_json(folder / "1_Normalize" / "config.json", {})
    names = [WEIGHTS, TOKENIZER, "modules.json", "config_sentence_transformers.json"]
    write_manifest(folder, names)


def load_model(folder: Path) -> tuple[Tokenizer, npt.NDArray[np.float32]]:
    """Return what `save_model` wrote, to train it further."""
    tensors = load_file(folder / WEIGHTS)
    table = tensors["embeddings"].astype(np.float32) * tensors["weights"][:, None]
    return Tokenizer.from_file(str(folder / TOKENIZER)), table


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
