"""From a question to the passages that may answer it."""

from collections.abc import Sequence

import numpy as np

from index.embed import Embedder, FloatVector
from index.expand import Translator, expand
from index.fuse import Ranked, weighted
from index.hit import Hit, SearchMode
from index.script import fold
from index.snapshot import Snapshot
from index.store import Store

_POOL = 100  # hits that each engine hands to the fusion
_DENSE_WEIGHT = 0.25  # beside 1 for BM25; measured on Chinese question sets


class Retriever:
    """Searches a store by meaning, by terms, or by both."""

    def __init__(
        self, store: Store, embedder: Embedder, translator: Translator | None = None
    ) -> None:
        """Search a store with the model that built it.

        Args:
            store: Searched at the generation it stands at.
            embedder: The model that the store was built with.
            translator: English to Chinese, usually `Glossary.load()`; None for none.

        Raises:
            IndexIncompatible: The store was built with another model.
        """
        store.require_model(embedder.model_id)
        self.store = store
        self._embedder = embedder
        self._translator = translator

    def search(
        self,
        query: str,
        *,
        limit: int,
        mode: SearchMode = SearchMode.HYBRID,
        snapshot: Snapshot | None = None,
    ) -> list[Hit]:
        """Return the passages that suit a question best.

        Args:
            query: In Simplified or Traditional Chinese, English or a mixture.
            limit: Most hits to return, at least 1.
            mode: Which engines take part.
            snapshot: The generation to search; None for the store's own.

        Returns:
            At most `limit` hits, best first, ties in corpus order. A passage in which
            no engine finds anything of the question is not among them.
        """
        snapshot = snapshot or self.store.snapshot
        pool = max(limit, _POOL)
        lexical: Ranked = ()
        dense: Ranked = ()
        if mode is not SearchMode.DENSE:
            lexical = snapshot.lexical.search(expand(query, self._translator), pool)
        if mode is not SearchMode.LEXICAL:
            dense = self._nearest(query, snapshot, pool)
        return _hits(snapshot, _fused(lexical, dense, mode)[:limit], lexical, dense)

    def _nearest(self, query: str, snapshot: Snapshot, limit: int) -> Ranked:
        vector: FloatVector = self._embedder.embed_queries([fold(query)])[0]
        if not np.any(vector):
            return ()  # the model knows no word of it: every passage would be as near
        return snapshot.dense.search(vector, limit)


def _fused(lexical: Ranked, dense: Ranked, mode: SearchMode) -> Ranked:
    if mode is SearchMode.LEXICAL:
        return lexical
    if mode is SearchMode.DENSE:
        return dense
    return weighted([lexical, dense], [1.0, _DENSE_WEIGHT])


def _hits(snapshot: Snapshot, fused: Ranked, lexical: Ranked, dense: Ranked) -> list[Hit]:
    scores = {"lexical": dict(lexical), "dense": dict(dense)}
    keys: Sequence[int] = [key for key, _ in fused]
    return [
        Hit(
            passage=passage,
            score=score,
            origins={name: found[key] for name, found in scores.items() if key in found},
        )
        for (key, score), passage in zip(fused, snapshot.passages(keys), strict=True)
    ]
