"""Addresses of documents and of places in them."""

from urllib.parse import quote, urlsplit

from index.span import Span
from service.answer import Citation


def document_address(document_id: str, span: Span | None = None) -> str:
    """Return where a document is served here; `#char=start,end` names a place in it.

    The fragment counts code points of the original text, as RFC 5147 does.
    """
    place = "" if span is None else f"#char={span.start},{span.end}"
    return f"/v1/documents/{quote(document_id)}{place}"


def citation_address(citation: Citation) -> str:
    """Return the cited document's own web address, or the place here.

    An address of another scheme, such as `javascript:`, is a document's word for it and
    is not handed on as a link.
    """
    own = citation.url or ""
    try:
        linked = urlsplit(own).scheme.lower() in ("http", "https")
    except ValueError:  # such as a bracket that is not closed
        linked = False
    return own if linked else document_address(citation.document_id, citation.span)
