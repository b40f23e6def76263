"""News passages that stand beside those a question is about."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from eval.bench.offsets import read_articles
from index.build import add_documents
from index.document import Document
from index.embed import Embedder
from index.store import Store

_BATCH = 1000  # articles between two looks at how many passages there are


def add_news(store: Store, embedder: Embedder, path: Path, *, passages: int) -> int:
    """Put articles into a store until that many more passages are in it.

    Args:
        store: What to add to.
        embedder: The model that the store is built with.
        path: Articles: JSON lines, perhaps gzip, with ids and texts.
        passages: Least passages to add; the last articles may bring a few more.

    Returns:
        How many were added; fewer only where the articles did not suffice.
    """
    before = store.snapshot.passage_count
    for batch in _batches(read_articles(path), passages):
        add_documents(batch, store=store, embedder=embedder)
        if store.snapshot.passage_count - before >= passages:
            break
    return store.snapshot.passage_count - before


def _batches(articles: Iterator[Document], passages: int) -> Iterator[list[Document]]:
    """Yield articles some at a time: few where few passages are wanted."""
    size = min(_BATCH, max(1, passages // 20))
    while batch := list(islice(articles, size)):
        yield batch
