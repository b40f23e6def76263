"""A passage as the reader sees it: folded, cut into sentences, placed in its article."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.align import Alignment
from index.document import CleanDocument, Passage
from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.pinyin import syllables
from index.script import fold, fold_aligned
from index.sentences import sentence_spans
from index.span import Span
from service.reader.moment import Moment, anchor_year, find_moments
from service.reader.term import Match, Term, find_term

CLAUSE_MARKS = ",;:。!?"
_CLAUSE_MARK = lazy_pattern(f"[{CLAUSE_MARKS}]")
_ITEM_MARK = lazy_pattern(f"[{CLAUSE_MARKS}、()]")
PASSAGE, ABOVE, ARTICLE = 0.65, 0.75, 0.3  # worth of a term by where it is named at best
_LONGEST_WHOLE = 60_000  # characters
_AROUND = 5_000


# What is folded once serves every later question: the best passages come again and again.
_folded_article = lru_cache(maxsize=64)(fold_aligned)
_folded_heading = lru_cache(maxsize=2048)(fold)


@lru_cache(maxsize=2048)
def _folded_passage(text: str) -> tuple[str, Alignment, tuple[Span, ...]]:
    folded, alignment = fold_aligned(text)
    return folded, alignment, tuple(sentence_spans(folded))


@lru_cache(maxsize=2048)
def _places(gazetteer: Gazetteer, folded: str) -> list[Span]:
    return gazetteer.find(folded)


def window_of(passage: Passage, length: int) -> Span:
    """Return how much of a document's clean text is read around a passage.

    Args:
        passage: The passage.
        length: Characters of the document's clean text.
    """
    if length <= _LONGEST_WHOLE:
        return Span(0, length)
    start, end = passage.clean_span.start, passage.clean_span.end
    return Span(max(0, start - _AROUND), min(length, end + _AROUND))


class Article:
    """What the reader needs to know of a passage's document.

    Of a book-length document only the surroundings of the passage are looked at. The text
    is folded when it is first looked at: most passages that are found are never read.

    Attributes:
        gazetteer: Tells the places that it names.
    """

    def __init__(self, document: CleanDocument, window: Span, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._document, self._window = document, window

    @cached_property
    def _folded(self) -> tuple[str, Alignment]:
        return _folded_article(self._window.of(self._document.text))

    @property
    def text(self) -> str:
        """The folded clean text of the document, or of the passage's surroundings."""
        return self._folded[0]

    @cached_property
    def anchor(self) -> int | None:
        """The year in which it speaks, or None."""
        return anchor_year(self.text, self._document.document.metadata.published)

    @cached_property
    def moments(self) -> list[Moment]:
        """The dates it names, in order."""
        return find_moments(self.text, self.anchor)

    @cached_property
    def _starts(self) -> list[int]:
        return [moment.span.start for moment in self.moments]

    def place(self, clean_span: Span) -> Span:
        """Return where a span of the clean text stands in the folded text."""
        return self._folded[1].to_clean(clean_span.shift(-self._window.start))

    def moments_in(self, span: Span) -> list[Moment]:
        """Return the dates that begin in a stretch of the folded text."""
        first, last = (bisect_left(self._starts, place) for place in (span.start, span.end))
        return self.moments[first:last]

    def moment_before(self, place: int) -> Moment | None:
        """Return the last date that names its year before a place in the folded text."""
        for moment in reversed(self.moments[: bisect_right(self._starts, place)]):
            if moment.year is not None:
                return moment
        return None


@dataclass(frozen=True)
class View:
    """A passage prepared for reading.

    Attributes:
        passage: The passage.
        article: Its document.
        rank: Its place among the passages read, from 0.
        text: The folded text of the passage.
        alignment: From `text` to `passage.text`.
        above: Folded title and headings.
        sentences: In `text`.
    """

    passage: Passage
    article: Article
    rank: int
    text: str
    alignment: Alignment
    above: str
    sentences: tuple[Span, ...]

    @classmethod
    def of(cls, passage: Passage, article: Article, rank: int) -> "View":
        """Fold a passage and cut it into sentences."""
        text, alignment, sentences = _folded_passage(passage.text)
        above = _folded_heading("\n".join(filter(None, (passage.title, *passage.headings))))
        return cls(passage, article, rank, text, alignment, above, sentences)

    def placed(self, rank: int) -> "View":
        """Return the view at another rank, with everything that was found in it so far."""
        moved = copy(self)
        object.__setattr__(moved, "rank", rank)  # a new object, not yet seen by anyone
        return moved

    @cached_property
    def offset(self) -> int:
        """Where the passage begins in its article's folded text."""
        return self.article.place(self.passage.clean_span).start

    @cached_property
    def _found(self) -> dict[Term, list[Match]]:
        return {}

    @cached_property
    def _found_above(self) -> dict[Term, list[Match]]:
        return {}

    def found(self, term: Term) -> list[Match]:
        """Return where a term stands in `text`; looked for once."""
        if term not in self._found:
            read = self.syllables if term.romanised else ()
            self._found[term] = find_term(term, self.text, read)
        return self._found[term]

    def found_above(self, term: Term) -> list[Match]:
        """Return where a term stands in `above`; looked for once."""
        if term not in self._found_above:
            read = self.syllables_above if term.romanised else ()
            self._found_above[term] = find_term(term, self.above, read)
        return self._found_above[term]

    @cached_property
    def _worth(self) -> dict[Term, float]:
        return {}

    def worth(self, term: Term) -> float:
        """Return how much a term counts for being named in the passage, above it or beyond.

        Only what names the subject counts where another part of the document names it.
        """
        if term not in self._worth:
            self._worth[term] = self._best_worth(term)
        return self._worth[term]

    def _best_worth(self, term: Term) -> float:
        inside = max((match.weight for match in self.found(term)), default=0.0)
        above = max((match.weight for match in self.found_above(term)), default=0.0)
        if inside or above:
            return max(inside * PASSAGE, above * ABOVE)
        return ARTICLE if term.names_subject and self.in_article(term) else 0.0

    def in_article(self, term: Term) -> bool:
        """Say whether the document names a term anywhere."""
        return any(a.text and a.text in self.article.text for a in term.alternatives)

    @cached_property
    def places(self) -> list[Span]:
        """Where `text` names places."""
        return _places(self.article.gazetteer, self.text)

    @cached_property
    def clause_marks(self) -> list[int]:
        """Where commas and other marks that end a clause stand in `text`, in order."""
        return [match.start() for match in _CLAUSE_MARK.finditer(self.text)]

    @cached_property
    def item_marks(self) -> list[int]:
        """Where marks stand in `text` that end a clause or one of several things named."""
        return [match.start() for match in _ITEM_MARK.finditer(self.text)]

    @cached_property
    def syllables(self) -> Sequence[str]:
        """Pinyin of `text`, one a character; worked out only for romanised names."""
        return syllables(self.text)

    @cached_property
    def syllables_above(self) -> Sequence[str]:
        """Pinyin of `above`, one a character."""
        return syllables(self.above)

    def moments(self, sentence: Span) -> list[Moment]:
        """Return the dates that a sentence speaks of: its own, else the last one before it."""
        start = self.offset + sentence.start
        own = self.article.moments_in(Span(start, start + len(sentence)))
        if any(moment.year is not None for moment in own):
            return own
        before = self.article.moment_before(start)
        return [*own, before] if before else own
