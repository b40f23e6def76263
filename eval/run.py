"""Asking every question of a set and scoring what comes back."""

import time
from collections.abc import Callable

from eval.dataset import Dataset
from eval.evaluation import Evaluation, summarise
from eval.examinee import Asker, Reader
from eval.item import Item, context_document
from eval.measures.suite import measures
from eval.outcome import Outcome
from eval.relevance import is_true
from index.document import Document
from index.errors import InvalidRecord, UnknownDocument, WenjuError
from index.hit import Hit
from service.answer import Answer, Status
from service.library import Progress


def evaluate(
    answerer: Asker,
    dataset: Dataset,
    *,
    limit: int = 10,
    unguarded: Asker | None = None,
    on_progress: "Progress | None" = None,
) -> Evaluation:
    """Ask every question of a set, score the answers and sum the scores up.

    A question whose answering raises an error of wenju's own scores 0 and is reported
    with its message; the rest go on.

    Args:
        answerer: The system over the corpus that the set asks about.
        dataset: The questions.
        limit: Most hits to search for the retrieval measures, at least 1.
        unguarded: The same system over the same corpus, refusing nothing as too unsure;
            asked what was refused, so that the risk-coverage curve goes on beyond the
            threshold.
        on_progress: Called after each question.

    Returns:
        Every outcome, and the estimates overall, by kind and by split.
    """
    outcomes = _each(dataset, lambda item: _ask(answerer, item, limit, unguarded), on_progress)
    return summarise(dataset, outcomes, measures(limit), limit=limit, given_context=False)


def evaluate_reading(
    reader: Reader,
    dataset: Dataset,
    *,
    unguarded: Reader | None = None,
    on_progress: "Progress | None" = None,
) -> Evaluation:
    """Ask every question with the text that answers it: measure reading alone.

    Args:
        reader: The reader.
        dataset: Questions that carry their contexts.
        unguarded: A reader that refuses nothing as too unsure; see `evaluate`.
        on_progress: Called after each question.

    Raises:
        InvalidRecord: A question has no context.
    """
    _require_contexts(dataset)
    outcomes = _each(dataset, lambda item: _read(reader, item, unguarded), on_progress)
    return summarise(dataset, outcomes, measures(1), limit=1, given_context=True)


def _each(
    dataset: Dataset, examine: Callable[[Item], Outcome], on_progress: "Progress | None"
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for item in dataset.items:
        outcomes.append(examine(item))
        if on_progress is not None:
            on_progress("asking", len(outcomes), len(dataset.items))
    return outcomes


def _ask(answerer: Asker, item: Item, limit: int, unguarded: Asker | None) -> Outcome:
    """Ask one question, then search for it as it was searched when it was answered."""
    start = time.perf_counter()
    try:
        answer = answerer.ask(item.question)
        elapsed = _milliseconds_since(start)
        query = answer.standalone_question or item.question.text
        hits = tuple(answerer.search(query, limit=limit))
        held_back = unguarded.ask(item.question) if unguarded and _is_refusal(answer) else None
    except WenjuError as error:
        return _failed(item, (), _milliseconds_since(start), error)
    true = tuple(is_true(cited, _stored(answerer, cited.document_id)) for cited in answer.citations)
    return Outcome(item, answer, hits, elapsed, true, unguarded=held_back)


def _read(reader: Reader, item: Item, unguarded: Reader | None) -> Outcome:
    """Ask one question of the reader with the item's own context."""
    context = context_document(item.context or "", None)
    start = time.perf_counter()
    try:
        answer = reader.answer_given(item.question, context)
        elapsed = _milliseconds_since(start)
        again = unguarded if _is_refusal(answer) else None
        held_back = again.answer_given(item.question, context) if again else None
    except WenjuError as error:
        return _failed(item, None, _milliseconds_since(start), error)
    true = _truths_in(context, answer)
    return Outcome(item, answer, None, elapsed, true, unguarded=held_back)


def _is_refusal(answer: Answer) -> bool:
    return answer.status is Status.REFUSED


def _failed(
    item: Item, hits: tuple[Hit, ...] | None, milliseconds: float, error: WenjuError
) -> Outcome:
    return Outcome(item, None, hits, milliseconds, error=f"{type(error).__name__}: {error}")


def _stored(answerer: Asker, document_id: str) -> Document:
    """Return the cited document; an empty one, in which nothing holds, if there is none."""
    try:
        return answerer.document(document_id)
    except UnknownDocument:
        return Document(id=document_id, text="", sha256="")


def _truths_in(context: Document, answer: Answer) -> tuple[bool, ...]:
    return tuple(
        cited.document_id == context.id and is_true(cited, context) for cited in answer.citations
    )


def _milliseconds_since(start: float) -> float:
    return (time.perf_counter() - start) * 1000


def _require_contexts(dataset: Dataset) -> None:
    missing = [item.id for item in dataset.items if item.context is None]
    if missing:
        raise InvalidRecord(
            f"{dataset.name}: reading alone needs a context for every question;"
            f" {len(missing)} have none, {missing[0]!r} first"
        )
