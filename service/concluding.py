"""What an answer says of its sources beyond one proof: reprints, conflicts, the nearest place."""

from dataclasses import replace

from service.answer import Answer, RefusalDetail, Status
from service.draft import Claim
from service.generate.extractive import EXTRACTIVE
from service.nearest import compare
from service.positions import differing_answer
from service.reprints import also_in
from service.state import State


def with_reprints(state: State, answer: Answer) -> Answer:
    """Name each citation's outlet, and every other document that prints its sentence."""
    documents = state.corpus.clean_document
    cited = tuple(
        replace(
            one,
            source=documents(one.document_id).document.metadata.source,
            also_in=also_in(one, state.retrieved, documents),
        )
        for one in answer.citations
    )
    return replace(answer, citations=cited)


def with_conflict(state: State, answer: Answer) -> Answer:
    """Give every figure with its source where independent sources differ.

    What a language model wrote gives way: it may have named one of them only.
    """
    if not state.differing:
        return answer
    stated = differing_answer(
        state.differing, state.corpus.clean_document, state.language, state.analysis
    )
    if stated is None:
        return answer
    notice = answer.notice
    if answer.generator != EXTRACTIVE:
        notice = f"sources differ; extracted from the articles, not written by {answer.generator}"
    return replace(
        answer,
        text=stated.text,
        status=Status.PARTIAL,
        citations=stated.citations,
        claims=stated.claims,
        conflict=stated.positions,
        generator=EXTRACTIVE,
        notice=notice,
    )


def difference(state: State, nearest: Claim) -> RefusalDetail | None:
    """Say what the nearest evidence is about; None where its passage was not read."""
    views = (view for view in state.retrieved if view.passage.id == nearest.passage.id)
    view = next(views, None)
    if view is None or state.analysis is None:
        return None
    return compare(state.analysis, nearest, view)
