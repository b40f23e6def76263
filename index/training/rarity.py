"""Count in how many news articles each pair of characters stands.

    python -m index.training.rarity --data ../shared/data --out index/models/rarity

The table says which words of a question are rare, so likely a name or the
subject, and which any article might hold. Pairs in fewer than eight
articles are left out: an unknown pair counts as rarest.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from index.checksum import write_manifest
from index.rarity import pair_code
from index.script import fold

LEAST_ARTICLES = 8


def articles(data: Path) -> Iterator[str]:
    """Yield the folded text of each news article, title first."""
    with gzip.open(data / "crud_news.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield fold(f"{row.get('title') or ''}\n{row['text']}")


def count_pairs(texts: Iterator[str]) -> tuple[Counter[str], int]:
    """Count articles by pair of neighbouring Chinese characters."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        pairs = {text[i : i + 2] for i in range(len(text) - 1)}
        counts.update(pair for pair in pairs if pair_code(pair) is not None)
    return counts, total


def main() -> None:
    """Write the table and its manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    counts, total = count_pairs(articles(options.data))
    kept = sorted(
        (code, min(255, round(16 * np.log2(count))))
        for pair, count in counts.items()
        if count >= LEAST_ARTICLES and (code := pair_code(pair)) is not None
    )
    options.out.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, NDArray[np.generic]] = {
        "codes": np.array([code for code, _ in kept], dtype=np.uint32),
        "log_counts": np.array([value for _, value in kept], dtype=np.uint8),
        "articles": np.array([total], dtype=np.uint32),
    }
    save_file(tensors, options.out / "pairs.safetensors")
    write_manifest(options.out, ["pairs.safetensors"])


if __name__ == "__main__":
    main()
