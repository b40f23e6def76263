"""Small documents, a hashing embedder and a dictionary of a few words."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from index.align import Alignment
from index.document import CleanDocument, Document, Metadata, Paragraph, ParagraphKind, Passage
from index.embed import FloatMatrix
from index.prepared import Prepared
from index.rows import paragraphs_of, text_columns, unpacked
from index.script import fold
from index.span import Span
from index.terms import terms_of

DIMENSION = 16


class HashEmbedder:
    """A vector for each text, drawn from its hash; the same for passages and queries."""

    def __init__(self, model_id: str = "hash", dimension: int = DIMENSION) -> None:
        self.model_id = model_id
        self.dimension = dimension
        self.passages_embedded = 0

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        self.passages_embedded += len(texts)
        return self.embed_queries(texts)

    def embed_queries(self, texts: Sequence[str]) -> FloatMatrix:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
            row[:] = np.random.default_rng(seed).normal(size=self.dimension)
            row /= np.linalg.norm(row)
        return rows


class SilentEmbedder(HashEmbedder):
    """A model that knows no word: every vector is zero."""

    def embed_queries(self, texts: Sequence[str]) -> FloatMatrix:
        return np.zeros((len(texts), self.dimension), dtype=np.float32)


class FewWords:
    """A dictionary with the entries it is given."""

    def __init__(self, entries: Mapping[str, list[tuple[str, float]]]) -> None:
        self._entries = entries

    def translate(self, word: str) -> list[tuple[str, float]]:
        return self._entries.get(word.lower(), [])

    def translate_phrase(self, words: Sequence[str]) -> list[tuple[str, float]]:
        return self._entries.get(" ".join(words).lower(), [])


def document(
    name: str, text: str, *, path: str | None = None, metadata: Metadata | None = None
) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(name, text, digest, metadata or Metadata(), path)


def passage(text: str, *, title: str | None = None, headings: tuple[str, ...] = ()) -> Passage:
    whole = Span(0, len(text))
    return Passage("d#0", "d", 0, whole, whole, text, headings, title)


def prepared(name: str, text: str, *, path: str | None = None) -> Prepared:
    """Make a document of one paragraph and one passage a line ready for a store."""
    source = document(name, text, path=path, metadata=Metadata(title=f"关于{name}"))
    spans = list(_lines(text))
    passages = [
        Passage(
            id=f"{name}#{ordinal}",
            document_id=name,
            ordinal=ordinal,
            span=span,
            clean_span=span,
            text=span.of(text),
            headings=("概况",),
            title=source.metadata.title,
        )
        for ordinal, span in enumerate(spans)
    ]
    paragraphs = tuple(Paragraph(span, ParagraphKind.BODY) for span in spans)
    clean = CleanDocument(source, text, Alignment.identity(len(text)), paragraphs)
    folded = [fold(one.context) for one in passages]
    vectors = HashEmbedder().embed_passages(folded)
    terms, columns = list(map(terms_of, passages)), text_columns(clean)
    return Prepared(source, passages, vectors, source.sha256, terms, columns, folded)


def clean_of(one: Prepared) -> CleanDocument:
    """Return the readable text that a document was prepared with."""
    _, text, alignment, paragraphs = one.columns
    aligned = Alignment.from_bytes(alignment)
    return CleanDocument(one.document, unpacked(text), aligned, paragraphs_of(paragraphs))


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        if line:
            yield Span(start, start + len(line))
        start += len(line) + 1
