"""Answering without a language model: the shortest span that answers, as the page has it."""

from collections.abc import Sequence

from index.document import Passage
from index.script import to_script
from index.span import Span
from service.answer import RefusalReason
from service.draft import Claim, Draft
from service.reader.analysis import Analysis
from service.reader.candidate import CONTRADICTED
from service.reader.reader import MOST_SENTENCES, Reader, Reading, Spot
from service.reader.view import View
from service.refusal import Refusal

EXTRACTIVE = "extractive"
_UNSPOKEN = 0.25  # coverage below which no answer is shown: of 332 readings none there was right
_SURE_UNSPOKEN = 0.75  # confidence from which one is: its words joined with others in print
_NOT_FOUND = 0.35  # coverage below which the corpus does not speak of the question at all
_SPOKEN_OF = 0.5  # coverage at which a place without its number is the place asked about
_ELSEWHERE = 0.5  # share of the question's places that the passage may lack at most


class ExtractiveGenerator:
    """Reads passages and answers with the span that the best reading found.

    Args:
        reader: Finds and scores candidate spans.
        threshold: In [0, 1]; a reading less sure than this is not shown as an answer.
    """

    def __init__(self, reader: Reader, *, threshold: float = 0.5) -> None:
        self._reader = reader
        self._threshold = threshold

    def generate(self, analysis: Analysis, views: Sequence[View]) -> Draft | Refusal:
        """Answer from passages, or say why not.

        Args:
            analysis: The question.
            views: The passages prepared for reading, best first.
        """
        return self.answer(analysis, self.best(analysis, views), views)

    def answer(
        self, analysis: Analysis, best: Reading | None, views: Sequence[View]
    ) -> Draft | Refusal:
        """Answer with the best reading, or say why not.

        Args:
            analysis: The question.
            best: None when nothing could be read.
            views: The passages that were read, best first.
        """
        if best is None:
            nearest = whole(views[0].passage) if views else None
            return Refusal(RefusalReason.NOT_IN_CORPUS, nearest)
        if (reason := self._obstacle(best)) is not None:
            return Refusal(reason, claim(best, Span(0, 0)), best.confidence)
        text = to_script(_clean_span(best).of(best.view.passage.text), analysis.language)
        return Draft(text, (claim(best, Span(0, len(text))),), best.confidence, EXTRACTIVE)

    def best(
        self, analysis: Analysis, views: Sequence[View], *, sentences: int = MOST_SENTENCES
    ) -> Reading | None:
        """Return the best reading, sure or not; None when nothing has the shape asked for.

        Args:
            analysis: The question.
            views: The passages prepared for reading, best first.
            sentences: Most sentences of them that are read.
        """
        return next(iter(self.readings(analysis, views, sentences=sentences)), None)

    def readings(
        self,
        analysis: Analysis,
        views: Sequence[View],
        *,
        sentences: int = MOST_SENTENCES,
        naming: str = "",
    ) -> list[Reading]:
        """Return everything that could answer, best first; see `Reader.read`."""
        return self._reader.read(analysis, views, sentences=sentences, naming=naming)

    def candidates(self, analysis: Analysis, views: Sequence[View]) -> list[Spot]:
        """Return everything that could answer, not scored: what training learns from."""
        return self._reader.collect(analysis, views)

    def _obstacle(self, best: Reading) -> RefusalReason | None:
        """Return what stands in the way of answering with a reading, if anything does."""
        measured = best.features
        if measured.time_conflict or measured.place_missing >= _ELSEWHERE:
            return RefusalReason.SUBJECT_MISMATCH
        # Another's head, a street office for a township, or the figure of the next county.
        if measured.fit == CONTRADICTED or measured.another_asked:
            return RefusalReason.SUBJECT_MISMATCH
        if best.lost and measured.coverage >= _SPOKEN_OF:
            return RefusalReason.NUMBER_MISSING
        if measured.coverage < _UNSPOKEN and best.confidence < _SURE_UNSPOKEN:
            return RefusalReason.NOT_IN_CORPUS
        if best.confidence >= self._threshold and not best.lost:
            return None
        if measured.coverage < _NOT_FOUND:
            return RefusalReason.NOT_IN_CORPUS
        return RefusalReason.LOW_CONFIDENCE


def claim(reading: Reading, answer_span: Span) -> Claim:
    """Return what a reading claims, in the coordinates of its passage."""
    view = reading.view
    quote = view.alignment.to_source(reading.sentence)
    highlight = None if reading.lost else _clean_span(reading)
    return Claim(answer_span, view.passage, quote, highlight, reading.confidence)


def whole(passage: Passage) -> Claim:
    """Cite a passage as a whole, as the nearest evidence."""
    return Claim(Span(0, 0), passage, Span(0, len(passage.text)), None, 0.0)


def _clean_span(reading: Reading) -> Span:
    return reading.view.alignment.to_source(reading.span)
