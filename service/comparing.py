"""Reading each document by itself, to see whether the others say what the answer says."""

from collections.abc import Iterable, Sequence
from datetime import date

from index.span import Span
from service.conflicts import COMPARED, called, differing, may_state, parallel, points_away
from service.draft import Claim, Draft
from service.generate.extractive import EXTRACTIVE, ExtractiveGenerator, claim
from service.reader.analysis import Analysis
from service.reader.reader import Reading
from service.reader.sentence import sentences_of
from service.reader.view import View
from service.reprints import first_printed
from service.same_subject import begin_alike
from service.state import State

_FEWEST = 2  # documents that can differ
_SENTENCES = 4  # of a document that are read: it is about what another one answered


def differing_claims(
    state: State, extractive: ExtractiveGenerator
) -> tuple[tuple[Claim, ...], ...]:
    """Return the claims of each figure where independent sources differ.

    Args:
        state: The question with a draft and the passages read.
        extractive: Reads a document's passages.

    Returns:
        A group a figure, the newest first, then those without a date; each report once,
        where it was first printed. Empty where the sources agree.
    """
    drafted, analysis = state.outcome, state.analysis
    if not isinstance(drafted, Draft) or analysis is None:
        return ()
    if analysis.expectation.kind not in COMPARED or points_away(analysis):
        return ()
    by_document = _by_document(_alike(state, analysis, drafted))
    if len(by_document) < _FEWEST:
        return ()
    readings = _readings(by_document, analysis, extractive, drafted)

    def is_sure(reading: Reading) -> bool:
        alone = by_document[reading.view.passage.document_id]
        return isinstance(extractive.answer(analysis, reading, alone), Draft)

    documents = state.corpus.clean_document
    groups = differing(
        analysis, readings, lambda name: documents(name).document.metadata, is_sure=is_sure
    )
    told = [_reports(state, (one.reading for one in group)) for group in groups]
    return tuple(sorted(told, key=lambda group: _published(state, group[0]), reverse=True))


def _alike(state: State, analysis: Analysis, drafted: Draft) -> list[View]:
    """Return the passages of articles that begin like the draft's own; the rest is not read."""
    own = {told.passage.document_id for told in drafted.claims}
    cited = [view for view in state.views if view.passage.document_id in own]
    return [
        view
        for view in state.views
        if view in cited or any(begin_alike(analysis, one, view) for one in cited)
    ]


def _by_document(views: Sequence[View]) -> dict[str, list[View]]:
    grouped: dict[str, list[View]] = {}
    for view in views:
        grouped.setdefault(view.passage.document_id, []).append(view)
    return grouped


def _readings(
    by_document: dict[str, list[View]],
    analysis: Analysis,
    extractive: ExtractiveGenerator,
    drafted: Draft,
) -> list[Reading]:
    """Return the draft's own reading, then one of each other document.

    Empty where the draft is an extract and no document by itself is read as it says.
    """

    def read(views: list[View], naming: str = "") -> list[Reading]:
        return extractive.readings(analysis, views, sentences=_SENTENCES, naming=naming)

    found: dict[str, list[Reading]] = {}
    if drafted.generator == EXTRACTIVE:  # its own document decides whether the others are read
        cited = drafted.claims[0].passage.document_id
        found[cited] = read(by_document.get(cited, []))
        if not found[cited] or not _is_read_in(found[cited][0], drafted):
            return []
        by_document = _worth_reading(by_document, analysis, found[cited][0])
    found |= {name: read(views) for name, views in by_document.items() if name not in found}
    best = sorted((one[0] for one in found.values() if one), key=lambda one: -one.score)
    if drafted.generator == EXTRACTIVE:
        best.sort(key=lambda one: not _is_read_in(one, drafted))
    if not best:
        return []
    own, name = best[0], called(best[0])
    for one in best[1:]:
        document = one.view.passage.document_id
        if name and any(name in view.text for view in by_document[document]):
            found[document] = read(by_document[document], name)
    return [own, *(parallel(own, found[one.view.passage.document_id]) for one in best[1:])]


def _worth_reading(
    by_document: dict[str, list[View]], analysis: Analysis, own: Reading
) -> dict[str, list[View]]:
    """Return the documents that may say something else, with the answer's own."""
    return {
        name: views
        for name, views in by_document.items()
        if any(may_state(one, own) for view in views for one in sentences_of(view, analysis))
        or name == own.view.passage.document_id
    }


def _is_read_in(reading: Reading, draft: Draft) -> bool:
    made, drafted = claim(reading, Span(0, 0)), draft.claims[0]
    return (made.passage, made.highlight) == (drafted.passage, drafted.highlight)


def _reports(state: State, readings: Iterable[Reading]) -> tuple[Claim, ...]:
    """Return a claim a report, the newest first; two readings may be of one report."""
    documents = state.corpus.clean_document
    found: dict[tuple[str, Span], Claim] = {}
    for reading in readings:
        first = first_printed(claim(reading, Span(0, 0)), state.retrieved, documents)
        found.setdefault((first.passage.document_id, first.quote_span), first)
    return tuple(sorted(found.values(), key=lambda one: _published(state, one), reverse=True))


def _published(state: State, told: Claim) -> date:
    document = state.corpus.document(told.passage.document_id)
    return document.metadata.published or date.min
