"""Check that every passage and every citation holds to the character.

Articles of a file or folder (anything `wenju ingest` reads, or JSON Lines in gzip) are
indexed in a temporary store. For each passage: its span, its clean span and its text must agree
through the document's alignment, and the document must be kept as it was handed in. Then
titles are asked as questions, and every citation must equal its place in the original.
Exit code 1 when any of these does not hold. As a check of another kind, passages are
counted whose letters do not all stand in their span: those that cleaning repaired.

    python -m eval.bench.offsets ../shared/data/crud_news.jsonl.gz --articles 500 --questions 100
"""

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.relevance import is_true
from index.document import Document, Metadata, Passage
from index.errors import WenjuError
from index.script import fold
from index.sources import read_sources
from index.store import Store
from service.bootstrap import open_local_library
from service.library import Library
from service.question import Question
from service.settings import load_settings


@dataclass(slots=True)
class Count:
    """How many were checked, and what of them does not hold."""

    checked: int = 0
    wrong: int = 0

    def add(self, *, holds: bool) -> None:
        """Count one more."""
        self.checked += 1
        self.wrong += not holds


def main() -> None:
    """Index, check and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("source", type=Path, metavar="PATH")
    parser.add_argument("--articles", type=int, default=500, help="how many to index")
    parser.add_argument("--questions", type=int, default=100, help="how many titles to ask")
    given = parser.parse_args()
    documents = list(islice(read_articles(given.source), given.articles))
    with TemporaryDirectory(prefix="wenju-bench-") as folder:
        path = Path(folder) / "store"
        library = open_local_library(load_settings(store=path))
        library.add(documents)
        counts = check_passages(Store.open(path), documents)
        counts["citations"] = check_citations(library, documents[: given.questions])
    for name, count in counts.items():
        sys.stdout.write(f"{name}: {count.checked} checked, {count.wrong} wrong\n")
    if any(counts[name].wrong for name in counts if name != "letters"):
        raise SystemExit(1)


def read_articles(path: Path) -> Iterator[Document]:
    """Yield the articles of a file or folder; what cannot be read is passed over.

    A gzip file holds JSON Lines with `id`, `text` and perhaps `title`.
    """
    if path.suffix != ".gz":
        yield from (found for found in read_sources([path]) if isinstance(found, Document))
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("text"):
                digest = hashlib.sha256(row["text"].encode()).hexdigest()
                yield Document(row["id"], row["text"], digest, Metadata(title=row.get("title")))


def check_passages(store: Store, documents: Iterable[Document]) -> dict[str, Count]:
    """Hold every passage against its document as it was handed in.

    Returns:
        Counts of documents kept, of passages whose spans agree, and of passages whose
        letters, folded, stand in that order in their span of the original.
    """
    counts = {"documents": Count(), "spans": Count(), "letters": Count()}
    for document in documents:
        clean = store.clean_document(document.id)
        counts["documents"].add(holds=store.document(document.id).text == document.text)
        for passage in store.snapshot.passages_of(document.id):
            agrees = (
                passage.clean_span.of(clean.text) == passage.text
                and clean.alignment.to_source(passage.clean_span) == passage.span
                and bool(passage.span)
            )
            counts["spans"].add(holds=agrees)
            counts["letters"].add(holds=_stands(passage, document))
    return counts


def _stands(passage: Passage, document: Document) -> bool:
    """Say whether a passage's letters are a subsequence of those of its span."""
    original = iter(fold(passage.span.of(document.text)))
    return all(letter in original for letter in fold(passage.text) if letter.isalnum())


def check_citations(library: Library, documents: Iterable[Document]) -> Count:
    """Ask each document's title, or its first line, and check what is cited."""
    count = Count()
    for document in documents:
        title = document.metadata.title or document.text.strip().splitlines()[0]
        try:
            answer = library.ask(Question(title[:200]))
        except WenjuError as error:
            sys.stderr.write(f"{document.id}: {error}\n")
            count.add(holds=False)
            continue
        for cited in answer.citations:
            count.add(holds=is_true(cited, library.document(cited.document_id)))
    return count


if __name__ == "__main__":
    main()
