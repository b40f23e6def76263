"""The work on documents that needs no store: cleaning, splitting, embedding, terms.

It is nearly all that an ingest costs, and what worker processes do: nothing here loads
FAISS or tantivy.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, chain

import numpy as np

from index.clean.cleaning import clean_document
from index.document import Document
from index.embed import Embedder
from index.filter import DEFAULT_COLLECTION
from index.prepared import Prepared
from index.rows import text_columns
from index.script import fold
from index.split import split_passages
from index.terms import terms_of_all
from index.tokens import TokenCounter


def fingerprint(document: Document) -> str:
    """Return a digest of all that decides what is stored of a document as it was read."""
    metadata = document.metadata
    stated = [metadata.title, metadata.source, metadata.author, str(metadata.published)]
    elsewhere = [] if document.collection == DEFAULT_COLLECTION else [document.collection]
    facts = json.dumps([document.sha256, *stated, metadata.url, *elsewhere])
    return hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()


def prepare(documents: Sequence[Document], embedder: Embedder) -> list[Prepared]:
    """Clean, split and embed documents, all their passages in one call of the embedder."""
    return embedded(analysed(documents), embedder)


def analysed(documents: Sequence[Document]) -> list[Prepared]:
    """Clean and split documents and find their terms; their vectors are still to come."""
    cleaned = list(map(clean_document, documents))
    counters = TokenCounter.of_all([clean.text for clean in cleaned])
    split = [
        split_passages(clean, counter=counter)
        for clean, counter in zip(cleaned, counters, strict=True)
    ]
    passages = list(chain.from_iterable(split))
    folded = [fold(passage.context) for passage in passages]
    terms = terms_of_all(passages, folded)
    ends = list(accumulate(map(len, split)))
    return [
        Prepared(
            document=clean.document,
            passages=parts,
            vectors=np.zeros((len(parts), 0), dtype=np.float32),
            fingerprint=fingerprint(document),
            terms=terms[end - len(parts) : end],
            columns=text_columns(clean),
            folded=folded[end - len(parts) : end],
        )
        for document, clean, parts, end in zip(documents, cleaned, split, ends, strict=True)
    ]


def embedded(documents: Sequence[Prepared], embedder: Embedder) -> list[Prepared]:
    """Return analysed documents with the vectors of their passages."""
    texts = [text for document in documents for text in document.folded]
    vectors = embedder.embed_passages(texts)
    ends = np.cumsum([len(document.passages) for document in documents], dtype=np.int64)
    parts = np.split(vectors, ends[:-1]) if documents else []
    return [
        replace(document, vectors=part, folded=())
        for document, part in zip(documents, parts, strict=True)
    ]
