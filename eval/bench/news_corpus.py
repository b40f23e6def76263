"""Write the articles that a question set names: `eval/sets/news.jsonl` asks about real news.

python -m eval.bench.news_corpus ../shared/data/crud_news.jsonl.gz \
        --set eval/sets/news.jsonl --out news.jsonl
./wenju eval eval/sets/news.jsonl --corpus news.jsonl
"""

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.dataset import load_dataset
from index.errors import InvalidRecord


def named(questions: Path) -> set[str]:
    """Return the ids of the documents that a set's questions name."""
    return {one for item in load_dataset(questions).items for one in item.documents}


def articles(path: Path, ids: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the records of some ids, in the order of the file.

    Args:
        path: Gzip JSON Lines with `id` and `text`.
        ids: All of them must be there.

    Raises:
        InvalidRecord: Some are not.
    """
    missing = set(ids)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["id"] in missing:
                missing.remove(record["id"])
                yield {"id": record["id"], "text": record["text"]}
    if missing:
        raise InvalidRecord(f"{path} has no article {min(missing)!r}, which the set names")


def main() -> None:
    """Write the articles as JSON Lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles_file", type=Path, help="gzip JSON Lines with ids and texts")
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    found = articles(given.articles_file, named(given.set))
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in found]
    given.out.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
