"""The documents that an answer is to be proven from."""

from datetime import date

from index.document import Document, Metadata
from index.formats.record import new_document
from service.library import Library


def evidence(
    library: Library,
    key: int,
    *,
    document_id: str | None,
    text: str | None,
    title: str | None = None,
    published: date | None = None,
) -> Document:
    """Return a caller's own text as a document, or the store's document of that id.

    Args:
        library: Where documents without a text are read.
        key: The document's key in the answer; it names a text that came without an id.
        document_id: Its id; needed where there is no text.
        text: The caller's own text, or None for the store's.
        title: What the caller's text is called.
        published: When the caller's text appeared.

    Raises:
        UnknownDocument: The store holds no document of that id.
    """
    if text is None:
        return library.document(document_id or "")
    known = Metadata(title=title, published=published)
    return new_document(document_id or f"document-{key}", text, known)
