"""`POST /v1/chat/completions` and `GET /v1/models`, in OpenAI's form."""

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from index.errors import InvalidQuestion
from index.tokens import count_tokens
from service.answer import Answer, Citation, Status
from service.http.dependencies import LibraryOf, SettingsOf
from service.http.schema import CompletionIn, MessageIn
from service.intake import checked_question
from service.question import Role, Turn
from service.render import Json, answer_payload

router = APIRouter(prefix="/v1", tags=["OpenAI"])

MODEL = "wenju"
PIECE = 12  # characters of the answer in one event of a stream


@router.get("/models")
def models() -> Json:
    """List the one model there is."""
    return {
        "object": "list",
        "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}],
    }


@router.post("/chat/completions", response_model=None)
def complete(
    body: CompletionIn, library: LibraryOf, settings: SettingsOf
) -> Json | StreamingResponse:
    """Answer the last message, in OpenAI's form, with the ones before as history.

    The whole answer as `/v1/ask` gives it stands under `wenju`, its citations
    also as `url_citation` annotations. System messages steer nothing: what may
    be said is decided by the articles. A stream starts when the answer is
    verified; its last event before the usage carries the citations.
    """
    turns = [_turn(message) for message in body.messages if _is_turn(message)]
    if not turns or turns[-1].role is not Role.USER:
        raise InvalidQuestion("the last message must be the user's")
    limit = settings.question_characters
    question = checked_question(turns[-1].text, limit=limit, history=turns[:-1])
    answer = library.ask(question)
    usage = _usage([*(turn.text for turn in question.history), question.text], answer.text)
    if not body.stream:
        return _completion(answer, usage)
    wants_usage = body.stream_options is not None and body.stream_options.include_usage
    events = _events(answer, usage if wants_usage else None)
    return StreamingResponse(
        events, media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


def _is_turn(message: MessageIn) -> bool:
    return message.role in ("user", "assistant") and bool(message.content)


def _turn(message: MessageIn) -> Turn:
    """Return a message as a turn; its text parts are joined.

    Raises:
        InvalidQuestion: A part is no text, such as a picture.
    """
    if isinstance(message.content, str):
        return Turn(Role(message.role), message.content)
    texts = [part.get("text") for part in message.content or ()]
    if not all(isinstance(text, str) for text in texts):
        raise InvalidQuestion("only text parts can be read")
    return Turn(Role(message.role), "\n".join(str(text) for text in texts))


def _usage(prompt: list[str], completion: str) -> dict[str, int]:
    asked, said = sum(map(count_tokens, prompt)), count_tokens(completion)
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

    def event(delta: dict[str, Any], finish: str | None = None, **more: object) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _event(head | {"choices": [choice]} | more)

    yield event({"role": "assistant", "content": ""})
    for start in range(0, len(answer.text), PIECE):
        yield event({"content": answer.text[start : start + PIECE]})
    yield event(_proof(answer), "stop", **{MODEL: answer_payload(answer)})
    if usage is not None:
        yield _event(head | {"choices": [], "usage": usage})
    yield "data: [DONE]\n\n"


def _event(payload: Json) -> str:
    return f"data: {json.dumps(payload, ensure_ascii=False)}\n\n"


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
    own = f"/v1/documents/{quote(citation.document_id)}"
    place = f"#char={citation.span.start},{citation.span.end}"
    return {
        "start_index": citation.answer_span.start,
        "end_index": citation.answer_span.end,
        "url": citation.url or own + place,
        "title": citation.document_title or citation.document_id,
    }
