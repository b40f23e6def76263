"""Train the character model that repairs shifted runs: `python -m index.training.characters`.

A bigram model over folded characters with absolute discounting (Ney, Essen and Kneser,
1994): what the kept pairs leave of a character's mass is shared out by single-character
frequency. Pairs are pruned to those whose loss would change the likelihood of the
training text most (the weighted difference of Seymore and Rosenfeld, 1996).
"""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from index.checksum import write_manifest
from index.clean.character_model import FOLDER, UNKNOWN_LOG_PROBABILITY
from index.script import fold
from index.training.corpus import rows

FIELDS = {
    "crud_news": ("title", "text"),
    "crud_title_body": ("query",),
    "cmrc2018.train": ("context",),
    "csl_title_abstract": ("positive",),
    "lecoqa_question_statute.train": ("positive",),
    "gov_work_report_en_zh": ("positive",),
    "moj_law_en_zhant": ("positive",),
}
DISCOUNT = 0.75
FEWEST = 5  # occurrences that make a character known
KEPT_PAIRS = 235_000
BATCH = 2_000_000  # characters counted at a time

Counts = NDArray[np.int64]


def texts(data: Path) -> Iterator[str]:
    """Yield the folded training texts of the data folder."""
    for name, fields in FIELDS.items():
        for row in rows(data, name):
            for field in fields:
                yield fold(row.get(field) or "")


def batches(stream: Iterable[str]) -> Iterator[NDArray[np.uint32]]:
    """Yield code points of about `BATCH` characters, texts apart by a line feed."""
    held: list[str] = []
    size = 0
    for text in stream:
        held.append(text)
        size += len(text) + 1
        if size >= BATCH:
            yield code_points("\n".join(held))
            held, size = [], 0
    yield code_points("\n".join(held))


def code_points(text: str) -> NDArray[np.uint32]:
    """Return a text as its code points, shape (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def count(data: Path) -> tuple[NDArray[np.uint32], Counts, Counts]:
    """Return known characters, how often each occurs, and pairs, shape (V + 1, V + 1).

    The last row and column count characters that are not known.
    """
    singles = np.zeros(0x110000, dtype=np.int64)
    points = list(batches(texts(data)))
    for batch in points:
        singles += np.bincount(batch, minlength=len(singles))
    known = np.flatnonzero(singles >= FEWEST).astype(np.uint32)
    number = np.full(len(singles), len(known), dtype=np.int64)
    number[known] = np.arange(len(known))
    size = len(known) + 1
    pairs = np.zeros(size * size, dtype=np.int64)
    for batch in points:
        ids = number[batch]
        unique, counted = np.unique(ids[:-1] * size + ids[1:], return_counts=True)
        pairs[unique] += counted
    return known, singles[known], pairs.reshape(size, size)


def model(known: NDArray[np.uint32], singles: Counts, pairs: Counts) -> dict[str, np.ndarray]:
    """Return the arrays of the pruned model."""
    single = np.log(singles / singles.sum())
    totals = pairs.sum(axis=1)[:-1].astype(np.float64)
    inner = pairs[:-1, :-1]
    first, second = np.nonzero(inner > 1)
    counted = inner[first, second].astype(np.float64)
    conditional = np.log((counted - DISCOUNT) / totals[first])
    gain = counted * (conditional - single[second])
    best = np.sort(np.argsort(-gain, kind="stable")[:KEPT_PAIRS])
    first, second, conditional = first[best], second[best], conditional[best]
    kept_mass = np.bincount(first, np.exp(conditional), minlength=len(known))
    kept_single = np.bincount(first, np.exp(single[second]), minlength=len(known))
    rest = np.maximum(1 - kept_mass, 1e-4) / np.maximum(1 - kept_single, 1e-4)
    return {
        "characters": known,
        "single": np.maximum(single, UNKNOWN_LOG_PROBABILITY).astype(np.float16),
        "rest": np.log(rest).astype(np.float16),
        "pairs": (first * len(known) + second).astype(np.uint32),
        "conditional": conditional.astype(np.float16),
    }


def main() -> None:
    """Train on the data folder given and write the model where it is read from."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments = parser.parse_args()
    arrays = model(*count(arguments.data))
    FOLDER.mkdir(parents=True, exist_ok=True)
    save_file(arrays, FOLDER / "model.safetensors")
    write_manifest(FOLDER, ["model.safetensors"])


if __name__ == "__main__":
    main()
