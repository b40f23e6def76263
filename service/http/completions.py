"""`POST /v1/chat/completions`, in OpenAI's form."""

import time
import uuid
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from index.tokens import count_tokens
from service.answer import Answer, Citation, Status
from service.http.address import citation_address
from service.http.answering import answered
from service.http.completion_schema import CompletionIn, CompletionOut
from service.http.conversation import conversation
from service.http.dependencies import CallerOf, LibraryOf, SettingsOf
from service.http.events import EventStream, event, events_beside
from service.http.ignored import ignored_header
from service.http.models import MODEL
from service.http.pieces import pieces
from service.http.visible import visible
from service.question import Question
from service.render import Json, answer_payload

router = APIRouter(prefix="/v1", tags=["OpenAI"])

_STREAM = "With `stream`: chunks in OpenAI's form, ended by `[DONE]`"


@router.post(
    "/chat/completions", response_model=CompletionOut, responses={200: events_beside(_STREAM)}
)
async def complete(
    body: CompletionIn,
    request: Request,
    library: LibraryOf,
    settings: SettingsOf,
    caller: CallerOf,
) -> JSONResponse | EventStream:
    """Answer the last message, in OpenAI's form, with the ones before as history.

    The whole answer as `/v1/ask` gives it stands under `wenju`, its citations
    also as `url_citation` annotations. System messages steer nothing: what may
    be said is decided by the articles. A stream starts when the answer is
    verified; its last event before the usage carries the citations.
    """
    question = conversation(body.messages, limit=settings.question_characters)
    seen = visible(body.filter, caller)
    answer = await answered(request, lambda observe: library.ask(question, seen, observe=observe))
    usage, headers = _usage(question, answer), ignored_header(body)
    if not body.stream:
        return JSONResponse(_completion(answer, usage), headers=headers)
    wants_usage = body.stream_options is not None and body.stream_options.include_usage
    return EventStream(_events(answer, usage if wants_usage else None), headers)


def _usage(question: Question, answer: Answer) -> dict[str, int]:
    prompt = [*(turn.text for turn in question.history), question.text]
    asked, said = sum(map(count_tokens, prompt)), count_tokens(answer.text)
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def _head(kind: str) -> Json:
    name = f"chatcmpl-{uuid.uuid4().hex}"
    return {"id": name, "object": kind, "created": int(time.time()), "model": MODEL}


def _completion(answer: Answer, usage: dict[str, int]) -> Json:
    message = {"role": "assistant", "content": answer.text, **_proof(answer)}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return _head("chat.completion") | {
        "choices": [choice],
        "usage": usage,
        MODEL: answer_payload(answer),
    }


def _events(answer: Answer, usage: dict[str, int] | None) -> Iterator[str]:
    """Yield an answer as server-sent events, ended by `[DONE]`."""
    head = _head("chat.completion.chunk")

    def chunk(delta: dict[str, Any], finish: str | None = None, **more: object) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return event(head | {"choices": [choice]} | more)

    yield chunk({"role": "assistant", "content": ""})
    for piece in pieces(answer.text):
        yield chunk({"content": piece})
    yield chunk(_proof(answer), "stop", **{MODEL: answer_payload(answer)})
    if usage is not None:
        yield event(head | {"choices": [], "usage": usage})
    yield "data: [DONE]\n\n"


def _proof(answer: Answer) -> Json:
    """Return what a message says beside its content."""
    refused = answer.status is Status.REFUSED
    cited = () if refused else answer.citations
    return {
        "refusal": answer.text if refused else None,
        "annotations": [
            {"type": "url_citation", "url_citation": _url_citation(citation)} for citation in cited
        ],
    }


def _url_citation(citation: Citation) -> Json:
    return {
        "start_index": citation.answer_span.start,
        "end_index": citation.answer_span.end,
        "url": citation_address(citation),
        "title": citation.document_title or citation.document_id,
    }
