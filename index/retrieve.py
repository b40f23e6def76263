"""From a question to the passages that may answer it."""

from collections.abc import Mapping, Sequence

import numpy as np

from index.embed import Embedder, FloatVector
from index.expand import Translator, expand
from index.fuse import Ranked, weighted
from index.hit import Hit, SearchMode
from index.script import detect_script, fold
from index.snapshot import Snapshot
from index.store import Store

_POOL = 100  # hits that each engine hands to the fusion
# Of a cosine of 1 beside BM25's best hit. Measured: more costs Chinese questions, whose
# words stand in the text; English ones reach BM25 through translations and want more.
_DENSE_WEIGHT = 0.3
_DENSE_WEIGHT_ENGLISH = 1.2


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
        lexical: Ranked = []
        cosines: dict[int, float] = {}
        if mode is not SearchMode.DENSE:
            lexical = snapshot.lexical.search(expand(query, self._translator), pool)
        if mode is not SearchMode.LEXICAL:
            cosines = self._cosines(query, snapshot, pool, [key for key, _ in lexical])
        if mode is SearchMode.HYBRID:
            ranked = weighted(lexical, cosines, weight=_dense_weight(query))
        else:
            ranked = list(lexical) or list(cosines.items())
        return _hits(snapshot, ranked[:limit], dict(lexical), cosines)

    def _cosines(
        self, query: str, snapshot: Snapshot, limit: int, others: Sequence[int]
    ) -> dict[int, float]:
        """Return the cosines of the nearest passages, best first, and of some others."""
        vector: FloatVector = self._embedder.embed_queries([fold(query)])[0]
        if not np.any(vector):
            return {}  # the model knows no word of it: every passage would be as near
        nearest = dict(snapshot.dense.search(vector, limit))
        missing = [key for key in others if key not in nearest]
        scores = snapshot.dense.scores(vector, missing)
        return nearest | dict(zip(missing, scores, strict=True))


def _dense_weight(query: str) -> float:
    return _DENSE_WEIGHT_ENGLISH if detect_script(query) == "en" else _DENSE_WEIGHT


def _hits(
    snapshot: Snapshot, ranked: Ranked, lexical: Mapping[int, float], cosines: Mapping[int, float]
) -> list[Hit]:
    passages = snapshot.passages([key for key, _ in ranked])
    scores = {"lexical": lexical, "dense": cosines}
    return [
        Hit(
            passage=passage,
            score=score,
            origins={name: found[key] for name, found in scores.items() if key in found},
        )
        for (key, score), passage in zip(ranked, passages, strict=True)
    ]
