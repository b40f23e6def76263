"""The search as a LangChain retriever, for chains of one's own."""

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from index.hit import Hit
from service.state import Corpus


class WenjuRetriever(BaseRetriever):
    """Finds passages; each document's metadata says where it stands in the original.

    Metadata: `document_id`, `passage_id`, `title`, `headings`, `score`,
    `start_char_index` and `end_char_index` (code points of the original text).

    Attributes:
        corpus: Gives the corpus as it is now; called once a query.
        limit: Most passages to return.
    """

    corpus: Callable[[], Corpus]
    limit: int = 8

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in self.corpus().search(query, limit=self.limit)]


def _document(hit: Hit) -> Document:
    passage = hit.passage
    metadata: dict[str, Any] = {
        "document_id": passage.document_id,
        "passage_id": passage.id,
        "title": passage.title,
        "headings": list(passage.headings),
        "score": hit.score,
        "start_char_index": passage.span.start,
        "end_char_index": passage.span.end,
    }
    return Document(page_content=passage.text, metadata=metadata, id=passage.id)
