"""`POST /v1/messages`, in Anthropic's form."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from index.tokens import count_tokens
from service.answer import Answer
from service.http.answering import answered
from service.http.blocks import cited_documents, content_blocks
from service.http.conversation import conversation, text
from service.http.dependencies import CallerOf, LibraryOf, SettingsOf
from service.http.events import EventStream, event, events_beside
from service.http.ignored import ignored_header
from service.http.message_schema import CountIn, CountOut, MessageOut, MessagesIn
from service.http.models import MODEL
from service.http.pieces import pieces
from service.http.visible import visible
from service.render import Json, answer_payload

router = APIRouter(prefix="/v1/messages", tags=["Anthropic"])

_STREAM = "With `stream`: Anthropic's events, from `message_start` to `message_stop`"


@router.post("", response_model=MessageOut, responses={200: events_beside(_STREAM)})
async def create_message(
    body: MessagesIn,
    request: Request,
    library: LibraryOf,
    settings: SettingsOf,
    caller: CallerOf,
) -> JSONResponse | EventStream:
    """Answer the last message, in Anthropic's form, with the ones before as history.

    Each cited stretch of the answer is a text block of its own, with `char_location`
    citations into the original text of `wenju.documents[document_index]`. The whole answer
    as `/v1/ask` gives it stands under `wenju`. System prompts steer nothing: what may be
    said is decided by the articles. A stream starts when the answer is verified.
    """
    question = conversation(body.messages, limit=settings.question_characters)
    seen = visible(body.filter, caller)
    answer = await answered(request, lambda observe: library.ask(question, seen, observe=observe))
    message = _message(answer, _asked_tokens(body))
    headers = ignored_header(body)
    if body.stream:
        return EventStream(_events(message), headers)
    return JSONResponse(message, headers=headers)


@router.post("/count_tokens", response_model=CountOut)
def count_message_tokens(body: CountIn) -> Json:
    """Count the tokens of a conversation, in wenju's own encoding."""
    return {"input_tokens": _asked_tokens(body)}


def _asked_tokens(body: CountIn) -> int:
    return sum(count_tokens(text(message)) for message in body.messages)


def _message(answer: Answer, asked: int) -> Json:
    return {
        "id": f"msg_{uuid.uuid4().hex}",
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": content_blocks(answer),
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": asked, "output_tokens": count_tokens(answer.text)},
        MODEL: answer_payload(answer) | {"documents": cited_documents(answer)},
    }


def _events(message: Json) -> Iterator[str]:
    """Yield a message as Anthropic's events; its head carries the proof under `wenju`."""
    blocks, usage = message["content"], message["usage"]
    begun = {"content": [], "stop_reason": None, "usage": usage | {"output_tokens": 0}}
    yield _event("message_start", message=message | begun)
    for index, block in enumerate(blocks):
        yield from _block_events(index, block)
    delta = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield _event("message_delta", delta=delta, usage=usage)
    yield _event("message_stop")


def _block_events(index: int, block: Json) -> Iterator[str]:
    empty: Json = {"type": "text", "text": "", "citations": [] if block["citations"] else None}
    yield _event("content_block_start", index=index, content_block=empty)
    said = [{"type": "text_delta", "text": piece} for piece in pieces(block["text"])]
    cited: Sequence[Json] = block["citations"] or ()
    proof = [{"type": "citations_delta", "citation": one} for one in cited]
    for delta in (*said, *proof):
        yield _event("content_block_delta", index=index, delta=delta)
    yield _event("content_block_stop", index=index)


def _event(kind: str, **more: Any) -> str:  # any JSON value
    return event({"type": kind} | more, kind)
