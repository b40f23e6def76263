"""From a question to the passages that may answer it."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.document import Passage
from index.embed import Embedder, FloatVector
from index.errors import StoreDamaged
from index.expand import Translator, expand
from index.filter import Filter
from index.fuse import Ranked, boosted, weighted
from index.hit import Hit, SearchMode
from index.script import detect_script, fold
from index.snapshot import Snapshot
from index.store import Store

if TYPE_CHECKING:
    from index.reorder import Reorder

POOL = 100  # hits that each engine hands to the fusion
# Of a cosine of 1 beside BM25's best hit. Measured: more costs Chinese questions, whose
# words stand in the text; English ones reach BM25 through translations and want more.
_DENSE_WEIGHT = 0.3
_DENSE_WEIGHT_ENGLISH = 1.2
_REORDERED = 20  # hits of which the text is looked at: 99 % of what is found at all is among them


class Retriever:
    """Searches a store by meaning, by terms, or by both."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        translator: Translator | None = None,
        open_reorder: "Callable[[], Reorder] | None" = None,
    ) -> None:
        """Search a store with the model that built it.

        Args:
            store: Searched at the generation it stands at.
            embedder: The model that the store was built with.
            translator: English to Chinese, usually `Glossary.load()`; None for none.
            open_reorder: Gives what reorders the first hits of a hybrid search in Chinese,
                usually `Reorder.load`; called when first needed. None to leave them.

        Raises:
            IndexIncompatible: The store was built with another model.
        """
        store.require_model(embedder.model_id)
        self.store = store
        self._embedder = embedder
        self._translator = translator
        self._open_reorder = open_reorder

    @cached_property
    def _reorder(self) -> "Reorder | None":
        return self._open_reorder() if self._open_reorder else None

    def search(
        self,
        query: str,
        *,
        limit: int,
        mode: SearchMode = SearchMode.HYBRID,
        snapshot: Snapshot | None = None,
        filter: Filter | None = None,
    ) -> list[Hit]:
        """Return the passages that suit a question best.

        Args:
            query: In Simplified or Traditional Chinese, English or a mixture.
            limit: Most hits to return, at least 1.
            mode: Which engines take part.
            snapshot: The generation to search; None for the store's own.
            filter: The documents to search; no other takes a place among the hits of either
                engine. None for all.

        Returns:
            At most `limit` hits, best first, ties in corpus order. A passage in which
            no engine finds anything of the question is not among them.
        """
        snapshot = snapshot or self.store.snapshot
        pool = max(limit, POOL)
        lexical: Ranked = []
        cosines: dict[int, float] = {}
        if mode is not SearchMode.DENSE:
            lexical = snapshot.search_terms(expand(query, self._translator), pool, filter)
        if mode is not SearchMode.LEXICAL:
            found = [key for key, _ in lexical]
            cosines = self._cosines(query, snapshot, pool, found, filter)
        ranked: Ranked = lexical or list(cosines.items())
        passages = _Passages(snapshot)
        if mode is SearchMode.HYBRID:
            fused = weighted(lexical, cosines, weight=_dense_weight(query))
            ranked = self._reordered(query, fused, lexical, passages)
        return _hits(passages, ranked[:limit], dict(lexical), cosines)

    def _reordered(
        self, query: str, ranked: Ranked, lexical: Ranked, passages: "_Passages"
    ) -> Ranked:
        """Add to the first hits' scores what their text says; the others stay behind them.

        An English question is left as it is: its words do not stand in the text.
        """
        if self._reorder is None or not lexical or detect_script(query) == "en":
            return ranked
        return boosted(ranked, self._reorder.added(query, passages.of(ranked[:_REORDERED])))

    def _cosines(
        self,
        query: str,
        snapshot: Snapshot,
        limit: int,
        others: Sequence[int],
        filter: Filter | None,
    ) -> dict[int, float]:
        """Return the cosines of the nearest passages, best first, and of some others."""
        vector: FloatVector = self._embedder.embed_queries([fold(query)])[0]
        if not np.any(vector):
            return {}  # the model knows no word of it: every passage would be as near
        nearest = dict(snapshot.search_vectors(vector, limit, filter))
        missing = [key for key in others if key not in nearest]
        scores = snapshot.scores(vector, missing)
        return nearest | dict(zip(missing, scores, strict=True))


def _dense_weight(query: str) -> float:
    return _DENSE_WEIGHT_ENGLISH if detect_script(query) == "en" else _DENSE_WEIGHT


class _Passages:
    """The passages that one search looks at, each read once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._read: dict[int, Passage] = {}

    def of(self, ranked: Ranked) -> list[Passage]:
        """Return the passages of hits, in their order.

        Raises:
            StoreDamaged: The database lacks one that an index has.
        """
        new = [key for key, _ in ranked if key not in self._read]
        found = self._snapshot.passages(new)
        if len(found) != len(new):
            raise StoreDamaged(
                "passages that the indexes find are missing from the database; mend it with: "
                "wenju doctor --repair"
            )
        self._read.update(zip(new, found, strict=True))
        return [self._read[key] for key, _ in ranked]


def _hits(
    passages: _Passages, ranked: Ranked, lexical: Mapping[int, float], cosines: Mapping[int, float]
) -> list[Hit]:
    scores = {"lexical": lexical, "dense": cosines}
    return [
        Hit(
            passage=passage,
            score=score,
            origins={name: found[key] for name, found in scores.items() if key in found},
        )
        for (key, score), passage in zip(ranked, passages.of(ranked), strict=True)
    ]
