"""An answer as events while it comes to be: found, drafted, proven, done.

No event before `claim` holds text of the answer, and a claim is sent as it was verified.
"""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

from service.answer import Answer
from service.claims.verdict import Judgement
from service.http.answering import Answering
from service.http.dialect import Dialect, error_in
from service.http.errors import fault_of
from service.http.events import SILENCE, STILL_HERE, event
from service.observer import Drafted, Event, Retrieved
from service.render import Json, answer_payload, citation_payload, claim_payload


async def answer_events(answering: Answering) -> AsyncGenerator[str, None]:
    """Yield server-sent events until the answer is whole, or an `error` event.

    Raises:
        Exception: What the answer failed with before there was an event; also an error that
            was not expected, after the `error` event that says so, for the log.
    """
    begun = False
    try:
        async with aclosing(answering.events(every=SILENCE)) as telling:
            async for told in telling:
                begun = True
                for one in _sent(told):
                    yield one
    except Exception as error:
        fault = fault_of(error)
        if not begun:
            raise
        yield event(error_in(Dialect.WENJU, fault), "error")
        if fault.status == 500:
            raise


def _sent(told: Event | Answer | None) -> Iterator[str]:
    """Yield the events of what was told; of nothing, a comment that keeps the line open."""
    if told is None:
        yield STILL_HERE
    elif isinstance(told, Answer):
        yield from _proven(told)
    else:
        yield _reached(told)


def _reached(told: Event) -> str:
    match told:
        case Retrieved():
            return event(_retrieval(told), "retrieval")
        case Drafted():
            return event({"claims": told.claims, "generator": told.generator}, "draft")


def _retrieval(found: Retrieved) -> Json:
    hits = [
        {
            "document_id": hit.passage.document_id,
            "passage_id": hit.passage.id,
            "title": hit.passage.title,
            "start_char_index": hit.passage.span.start,
            "end_char_index": hit.passage.span.end,
            "score": round(hit.score, 6),
        }
        for hit in found.hits
    ]
    return {
        "standalone_question": found.standalone_question,
        "hits": hits,
        "index_generation": found.generation,
    }


def _proven(answer: Answer) -> Iterator[str]:
    for index, claim in enumerate(answer.claims):
        yield event(_claim(index, claim, answer), "claim")
    yield event(answer_payload(answer), "done")


def _claim(index: int, claim: Judgement, answer: Answer) -> Json:
    """Return a claim in the words of the answer, with the citations that support it."""
    place = claim.answer_span
    judged = claim_payload(claim)
    return {
        "index": index,
        "text": place.of(answer.text),
        "answer": judged["answer"],
        "corrected": claim.corrected is not None,
        "citations": [
            citation_payload(one) for one in answer.citations if one.answer_span.overlap(place)
        ],
    }
