"""Proving an answer from documents, without a search and without a store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.clean.cleaning import clean_document
from index.document import CleanDocument, Document, Passage
from index.pattern import lazy_pattern
from index.script import fold
from index.sentences import sentence_spans
from index.span import Span
from index.split import split_passages
from service.claims.asked import asked
from service.claims.facts import Facts, read_facts
from service.claims.judge import judge, judgement
from service.claims.source import Source
from service.claims.statement import Statement, statements
from service.claims.verdict import Finding, Judgement, Reason, Verdict
from service.figures.compare import consistent
from service.reader.analysis import Analysis

_LOOKED_AT = 24  # sentences whose figures are read, for each claim
_JUDGED = 6  # of these, the likeliest
_AS_LIKELY = 0.7  # of the likeliest's fit: a sentence about something else carries nothing
_AS_ALIKE = 0.5  # of its words, its figures left aside
_LONGEST = 2_000  # characters of a claim: no sentence of a passage carries more
_ASKED = 0.5  # weight of the question's words beside those of the claim
_LETTERS = lazy_pattern(r"\W+")


@dataclass(frozen=True)
class _Line:
    """A sentence of a passage, as a claim may be looked for in it."""

    clean: CleanDocument
    passage: Passage
    span: Span
    index: int

    @cached_property
    def folded(self) -> str:
        return _LETTERS.sub("", fold(self.span.of(self.passage.text)))

    @cached_property
    def pairs(self) -> frozenset[str]:
        return _pairs(self.folded)

    def source(self, span: Span | None = None) -> Source:
        """Return the sentence, or a wider stretch of its passage, as a source."""
        return Source(self.clean, self.passage, span or self.span)


def prove(answer: str, documents: Sequence[Document], *, question: str = "") -> list[Judgement]:
    """Return a verdict on every claim of an answer, from documents of anyone's.

    Nothing but the documents is read: no store and no network.

    Args:
        answer: Any text; a key `[n]` names the n-th document, counted from 1.
        documents: As they were decoded; they are cleaned here, and `source_span` of a
            judgement indexes their original text.
        question: What the answer answers, or nothing.
    """
    cleaned = [clean_document(document) for document in documents]
    return Proof(cleaned).judge(answer, question=asked(question))


class Proof:
    """Documents against which answers are held.

    Args:
        documents: Cleaned; a key `[n]` in an answer names the n-th, counted from 1.
    """

    def __init__(self, documents: Sequence[CleanDocument]) -> None:
        self._lines = [list(_lines(clean)) for clean in documents]

    def judge(self, answer: str, *, question: Analysis | None = None) -> list[Judgement]:
        """Return a verdict on every claim of an answer, in its order.

        A claim is held against the documents that its keys name, or all of them; against
        its quote, if it has one, or the sentences most like it. Of these the one that
        carries it counts, else the one that comes nearest.

        Args:
            answer: Any text, perhaps with keys `[1]` and quotes `«…»` behind statements.
            question: What it answers, taken apart; its subject is then looked for too.
        """
        return [self._judged(answer, one, question) for one in statements(answer)]

    def _judged(self, answer: str, one: Statement, question: Analysis | None) -> Judgement:
        text = one.span.of(answer)
        lines = self._cited(one)
        if len(text) > _LONGEST:
            return _unsupported(text, one.span, Reason.NOT_STATED)
        if not lines:
            return _unsupported(text, one.span, Reason.NO_SOURCE)
        if one.quotes:
            lines = [line for line in lines if _holds(line, one.quotes)]
            if not lines:
                return _unsupported(text, one.span, Reason.QUOTE_NOT_FOUND)
        best: tuple[int, Judgement] | None = None
        for source in _sources(text, lines, question):
            findings = judge(text, source, question=question)
            if best is None or len(findings) < best[0]:
                best = len(findings), judgement(text, one.span, source, findings)
            if not findings or any(one.reason is Reason.NEGATION_DIFFERS for one in findings):
                break  # a likelier sentence that denies it is not outvoted by another
        return best[1] if best else _unsupported(text, one.span, Reason.NOT_STATED)

    def _cited(self, one: Statement) -> list[_Line]:
        if not one.keys:
            return [line for lines in self._lines for line in lines]
        known = [key for key in one.keys if 1 <= key <= len(self._lines)]
        return [line for key in known for line in self._lines[key - 1]]


def _unsupported(text: str, span: Span, reason: Reason) -> Judgement:
    return Judgement(text, span, Verdict.UNSUPPORTED, (Finding(reason, span),))


def _lines(clean: CleanDocument) -> Iterator[_Line]:
    for passage in split_passages(clean):
        for index, span in enumerate(sentence_spans(passage.text)):
            yield _Line(clean, passage, span, index)


def _holds(line: _Line, quotes: Sequence[str]) -> bool:
    """Say whether a quote stands in a sentence, or a sentence in a quote of several."""
    wanted = (_LETTERS.sub("", fold(quote)) for quote in quotes)
    passage = _LETTERS.sub("", fold(line.passage.text))
    return any(
        quote and (quote in line.folded or (quote in passage and line.folded in quote))
        for quote in wanted
    )


def _sources(text: str, lines: Sequence[_Line], question: Analysis | None) -> Iterator[Source]:
    """Yield the places that a claim may rest on, the likeliest first.

    Where one sentence does not hold all of its figures, the sentence before is read too.
    """
    pairs = _pairs(_LETTERS.sub("", fold(text)))
    asked = _pairs(_LETTERS.sub("", question.text)) if question else frozenset()
    near = sorted(lines, key=lambda line: -_likeness(pairs, asked, line))[:_LOOKED_AT]
    said = read_facts(text, None)
    fits = [(_fit(said, pairs, asked, line), line) for line in near]
    fits.sort(key=lambda one: -one[0])
    ranked = [line for fit, line in fits[:_JUDGED] if fit >= _AS_LIKELY * fits[0][0]]
    alike = _AS_ALIKE * max((_likeness(pairs, asked, line) for line in ranked[:1]), default=0.0)
    ranked = [line for line in ranked if _likeness(pairs, asked, line) >= alike]
    for line in ranked:
        yield line.source()
    if len(said.counted) > 1:
        for line in ranked[:2]:
            yield from _wider(line)


def _wider(line: _Line) -> Iterator[Source]:
    spans = sentence_spans(line.passage.text)
    for first in (line.index - 1, line.index):
        if 0 <= first < len(spans) - 1:
            yield line.source(Span(spans[first].start, spans[first + 1].end))


def _likeness(pairs: frozenset[str], asked: frozenset[str], line: _Line) -> float:
    own = len(pairs & line.pairs) / len(pairs) if pairs else 0.0
    return own + (_ASKED * len(asked & line.pairs) / len(asked) if asked else 0.0)


def _fit(said: Facts, pairs: frozenset[str], asked: frozenset[str], line: _Line) -> float:
    """Return the likeness of a sentence, its figures counted in."""
    likeness = _likeness(pairs, asked, line)
    if not said.quantities:
        return likeness
    cited = line.source().cited.quantities
    carried = sum(any(consistent(one, other) for other in cited) for one in said.quantities)
    return likeness + carried / len(said.quantities)


def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters, or the one letter of a text that has one."""
    if len(text) < len("两字"):
        return frozenset((text,)) if text else frozenset()
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
