"""Articles that came as JSON, as documents."""

import hashlib
from collections.abc import Sequence

from index.document import Document, Metadata
from index.errors import InvalidRecord
from service.http.schema import ArticleIn, DocumentIn, DocumentsIn


def documents_of(body: DocumentsIn | DocumentIn) -> list[Document]:
    """Return the documents of a request, in its order.

    Raises:
        InvalidRecord: Two have one id, or a text is no text.
    """
    articles: Sequence[ArticleIn] = body.documents if isinstance(body, DocumentsIn) else [body]
    documents = [_document(article) for article in articles]
    if len({document.id for document in documents}) < len(documents):
        raise InvalidRecord("two of the documents have the same id")
    return documents


def _document(article: ArticleIn) -> Document:
    digest = _digest(article)
    return Document(
        id=article.id or f"sha256-{digest[:16]}",
        text=article.text,
        sha256=digest,
        metadata=Metadata(
            title=article.title,
            source=article.source,
            author=article.author,
            published=article.published,
            url=article.url,
        ),
    )


def _digest(article: ArticleIn) -> str:
    try:
        return hashlib.sha256(article.text.encode()).hexdigest()
    except UnicodeEncodeError:
        raise InvalidRecord("a document's text holds half a surrogate pair") from None
