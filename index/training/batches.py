"""Batches of token-id pairs, each drawn from one task.

In-batch negatives are only worth something when they could be confused with the
positive, so a batch never mixes tasks, and a positive text appears in it once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.training.corpus import Pair

Ids = npt.NDArray[np.int32]
Batch = tuple[list[Ids], list[Ids]]

_ENCODE_AT_ONCE = 4096
_LONGEST_POSITIVE = 256


class Task(Protocol):
    """A source of batches of one kind."""

    def batch(self, size: int, random: np.random.Generator) -> Batch:
        """Return at most `size` query-and-positive pairs of token ids."""
        ...

    def passages(self) -> Iterable[Ids]:
        """Return every text to be found, to count its tokens."""
        ...


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Ids]:
    """Return the token ids of every text; a text of unknown characters may have none."""
    encoded: list[Ids] = []
    for start in range(0, len(texts), _ENCODE_AT_ONCE):
        part = list(texts[start : start + _ENCODE_AT_ONCE])
        encodings = tokenizer.encode_batch_fast(part, add_special_tokens=False)
        encoded.extend(np.asarray(encoding.ids, dtype=np.int32) for encoding in encodings)
    return encoded


class PairTask:
    """Questions to contexts, titles to bodies, English to Chinese."""

    def __init__(self, pairs: Sequence[Pair], tokenizer: Tokenizer) -> None:
        positives = list(dict.fromkeys(pair.positive for pair in pairs))
        number = {text: position for position, text in enumerate(positives)}
        self._positives = [ids[:_LONGEST_POSITIVE] for ids in encode(tokenizer, positives)]
        self._queries: list[list[Ids]] = [[] for _ in positives]
        for pair, ids in zip(pairs, encode(tokenizer, [p.query for p in pairs]), strict=True):
            if ids.size and self._positives[number[pair.positive]].size:
                self._queries[number[pair.positive]].append(ids[:_LONGEST_POSITIVE])
        self._usable = np.array([i for i, group in enumerate(self._queries) if group])

    def batch(self, size: int, random: np.random.Generator) -> Batch:
        """Return one query for each of `size` different positives."""
        chosen = random.choice(self._usable, min(size, self._usable.size), replace=False)
        queries = [self._queries[i][random.integers(len(self._queries[i]))] for i in chosen]
        return queries, [self._positives[i] for i in chosen]

    def passages(self) -> Iterable[Ids]:
        """Return every positive."""
        return self._positives


@dataclass(frozen=True, slots=True)
class Cloze:
    """How a sentence is taken out of its passage.

    Attributes:
        kept: Share of passages that keep the sentence they are asked with.
        cropped: Share of queries cut to a run of a question's length.
        windows: Most passages of one article in a batch: they are its hard negatives.
    """

    kept: float = 0.3
    cropped: float = 0.5
    windows: int = 2


class ClozeTask:
    """Sentence to passage: the inverse cloze task (Lee, Chang and Toutanova, 2019)."""

    def __init__(
        self, articles: Sequence[Sequence[str]], tokenizer: Tokenizer, cloze: Cloze
    ) -> None:
        lengths = [len(article) for article in articles]
        encoded = encode(tokenizer, [sentence for article in articles for sentence in article])
        bounds = np.concatenate([[0], np.cumsum(lengths)])
        self._articles = [
            [ids for ids in encoded[start:end] if ids.size] for start, end in pairwise(bounds)
        ]
        self._articles = [article for article in self._articles if len(article) > 1]
        self._cloze = cloze

    def batch(self, size: int, random: np.random.Generator) -> Batch:
        """Return sentences with the passages that they stood in."""
        queries: list[Ids] = []
        positives: list[Ids] = []
        while len(queries) < size:
            article = self._articles[random.integers(len(self._articles))]
            start = 0
            for _ in range(self._cloze.windows):
                end = self._window_end(article, start, int(random.integers(50, 220)))
                if end - start < 2:
                    break
                query, positive = self._take_out(article[start:end], random)
                queries.append(query)
                positives.append(positive)
                start = end
        return queries[:size], positives[:size]

    def passages(self) -> Iterable[Ids]:
        """Return every sentence of every article."""
        return chain.from_iterable(self._articles)

    @staticmethod
    def _window_end(article: list[Ids], start: int, tokens: int) -> int:
        end = start
        while end < len(article) and tokens > 0:
            tokens -= article[end].size
            end += 1
        return end

    def _take_out(self, window: list[Ids], random: np.random.Generator) -> tuple[Ids, Ids]:
        asked = int(random.integers(len(window)))
        query = window[asked][:_LONGEST_POSITIVE]
        keep = random.random() < self._cloze.kept
        rest = [ids for i, ids in enumerate(window) if keep or i != asked]
        if random.random() < self._cloze.cropped and query.size > 6:
            length = int(random.integers(4, min(16, query.size)))
            start = int(random.integers(query.size - length + 1))
            query = query[start : start + length]
        return query, np.concatenate(rest)[:_LONGEST_POSITIVE]


class ParallelTask:
    """English to Chinese, as questions meet passages.

    Half the English sides are cut to a question's length, and half the Chinese sides
    are joined by the sentences that follow them in their document.
    """

    def __init__(self, pairs: Sequence[Pair], tokenizer: Tokenizer) -> None:
        english = encode(tokenizer, [pair.query for pair in pairs])
        chinese = encode(tokenizer, [pair.positive for pair in pairs])
        usable = [i for i in range(len(pairs)) if english[i].size and chinese[i].size]
        self._english = [english[i][:_LONGEST_POSITIVE] for i in usable]
        self._chinese = [chinese[i][:_LONGEST_POSITIVE] for i in usable]

    def batch(self, size: int, random: np.random.Generator) -> Batch:
        """Return English texts with the Chinese passages that hold their translations."""
        chosen = random.choice(len(self._english), min(size, len(self._english)), replace=False)
        taken: set[bytes] = set()
        queries: list[Ids] = []
        positives: list[Ids] = []
        for i in chosen:
            key = self._chinese[i].tobytes()
            if key in taken:
                continue
            taken.add(key)
            queries.append(crop(self._english[i], 3, 14, 0.5, random))
            positives.append(self._passage(int(i), random))
        return queries, positives

    def passages(self) -> Iterable[Ids]:
        """Return the texts of both languages."""
        return chain(self._english, self._chinese)

    def _passage(self, start: int, random: np.random.Generator) -> Ids:
        if random.random() < 0.5:
            return self._chinese[start]
        back = int(random.integers(0, 3))
        first = max(0, start - back)
        near = self._chinese[first : start + int(random.integers(1, 4))]
        joined = np.concatenate(near)
        return joined if joined.size <= _LONGEST_POSITIVE else self._chinese[start]


def crop(ids: Ids, shortest: int, longest: int, share: float, random: np.random.Generator) -> Ids:
    """Return a run of `ids`, of a random length, in a `share` of the calls."""
    if ids.size <= shortest + 1 or random.random() >= share:
        return ids
    length = int(random.integers(shortest, min(longest, ids.size - 1) + 1))
    start = int(random.integers(ids.size - length + 1))
    return ids[start : start + length]
