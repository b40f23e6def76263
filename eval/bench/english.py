"""Count what English questions find among Chinese passages.

Two corpora: `seeds/articles`, with news beside them if wanted, asked in English with the
questions of `eval/sets/english.jsonl`; and, where the data folder is at hand, sentences of
parallel text that the embedding and the glossary were not trained on, of which the English
side must find the Chinese one among 240.

    python -m eval.bench.english --data ../shared/data --passages 2000
"""

import argparse
import hashlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench.news import add_news
from eval.bench.offsets import read_articles
from eval.bench.retrieval import search
from eval.bootstrap import estimate
from eval.dataset import load_dataset
from eval.item import Item
from eval.measures.recall_at_k import RecallAtK
from eval.outcome import Outcome
from index.build import add_documents
from index.document import Document
from index.embed import Embedder
from index.embedders import load_embedder
from index.glossary import Glossary
from index.hit import SearchMode
from index.retrieve import Retriever
from index.store import Store
from index.training.corpus import parallel_pairs
from service.question import Question

QUESTIONS = Path("eval/sets/english.jsonl")
ARTICLES = Path("seeds/articles")
PARALLEL = ("gov_work_report_en_zh", "anki_tatoeba_en_zh")
CANDIDATES = 240
"""Chinese passages in the first experiment with parallel text."""
_DEPTHS = (1, 5, 10)


def main() -> None:
    """Ask both corpora in each mode, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--corpus", type=Path, default=ARTICLES)
    parser.add_argument("--data", type=Path, default=None, help="folder of .jsonl.gz files")
    parser.add_argument("--passages", type=int, default=0, help="news passages beside the articles")
    parser.add_argument("--model", default=None, help="embedding model; the bundled one by default")
    given = parser.parse_args()
    embedder = load_embedder(given.model)
    items = load_dataset(given.questions).items
    with new_store(embedder) as store:
        add_documents(read_articles(given.corpus), store=store, embedder=embedder)
        if given.data is not None and given.passages:
            news = given.data / "crud_news.jsonl.gz"
            add_news(store, embedder, news, passages=given.passages)
        ask_all(given.questions.stem, items, Retriever(store, embedder, Glossary.load()))
    for name in PARALLEL if given.data is not None else ():
        documents, pairs = parallel(given.data, name)
        with new_store(embedder) as store:
            add_documents(documents, store=store, embedder=embedder)
            ask_all(name, pairs, Retriever(store, embedder, Glossary.load()))


@contextmanager
def new_store(embedder: Embedder) -> Iterator[Store]:
    """Open an empty store that goes away."""
    with TemporaryDirectory(prefix="wenju-bench-") as folder:
        path = Path(folder) / "store"
        yield Store.create(path, model_id=embedder.model_id, dimension=embedder.dimension)


def parallel(data: Path, name: str) -> tuple[list[Document], list[Item]]:
    """Return held-out Chinese sentences as documents, and their English as questions.

    The first `CANDIDATES` different Chinese sentences are the documents; every English
    one that belongs to them is asked.
    """
    pairs = parallel_pairs(data, name, held_out=True)
    texts = list(dict.fromkeys(pair.positive for pair in pairs))[:CANDIDATES]
    documents = {text: _document(place, text) for place, text in enumerate(texts)}
    items = [
        Item(
            id=f"{name}-{place}",
            question=Question(pair.query),
            answers=(pair.positive,),
            documents=(documents[pair.positive].id,),
        )
        for place, pair in enumerate(pairs)
        if pair.positive in documents
    ]
    return list(documents.values()), items


def _document(place: int, text: str) -> Document:
    return Document(f"sentence-{place}", text, hashlib.sha256(text.encode()).hexdigest())


def ask_all(name: str, items: Sequence[Item], retriever: Retriever) -> None:
    """Search every question in each mode and print the recall."""
    total = retriever.store.snapshot.passage_count
    for mode in SearchMode:
        found = search(items, retriever, limit=max(_DEPTHS), mode=mode)
        cells = ", ".join(_recall(k, found) for k in _DEPTHS)
        sys.stdout.write(f"{name} {mode} ({len(items)} questions, {total} passages): {cells}\n")
        sys.stdout.flush()


def _recall(k: int, found: Sequence[Outcome]) -> str:
    value = estimate([RecallAtK(k).score(outcome) for outcome in found])
    if value is None:
        return f"recall@{k} undefined"
    return f"recall@{k} {value.value:.3f} ({value.low:.2f} to {value.high:.2f})"


if __name__ == "__main__":
    main()
