"""`POST /v1/ask` and `POST /v1/search`."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from service.answer import Answer
from service.http.answering import Answering, answered
from service.http.ask_schema import AskIn, SearchIn
from service.http.dependencies import CallerOf, LibraryOf, SettingsOf
from service.http.events import EventStream, events_beside, started, wants_events
from service.http.progress import answer_events
from service.http.schema import AnswerOut, SearchOut
from service.http.visible import visible
from service.intake import checked_question
from service.observer import Observe
from service.question import Turn
from service.render import Json, answer_payload, hit_payload, search_payload

router = APIRouter(prefix="/v1", tags=["questions"])

_STREAM = "Asked for by `Accept`: `retrieval`, `draft`, `claim` for each, `done`; or `error`"


@router.post("/ask", response_model=AnswerOut, responses={200: events_beside(_STREAM)})
async def ask(
    body: AskIn, request: Request, library: LibraryOf, settings: SettingsOf, caller: CallerOf
) -> JSONResponse | EventStream:
    """Answer a question with its proof; a refusal is an answer too, with status 200.

    With `Accept: text/event-stream` the answer comes as events: what was found, that
    there is a draft, every verified claim with its citations, and the whole.
    """
    history = [Turn(turn.role, turn.text) for turn in body.history]
    question = checked_question(body.question, limit=settings.question_characters, history=history)
    seen = visible(body.filter, caller)

    def answer(observe: Observe) -> Answer:
        return library.ask(question, seen, observe=observe)

    if wants_events(request):
        return EventStream(await started(answer_events(Answering(answer))))
    return JSONResponse(answer_payload(await answered(request, answer)))


@router.post("/search", response_model=SearchOut)
def search(body: SearchIn, library: LibraryOf, settings: SettingsOf, caller: CallerOf) -> Json:
    """Return the passages that fit a query, best first."""
    query = checked_question(body.query, limit=settings.question_characters).text
    seen = visible(body.filter, caller)
    hits = [
        hit_payload(hit, library.document(hit.passage.document_id, seen))
        for hit in library.search(query, limit=body.limit, filter=seen)
    ]
    return search_payload(query, hits, library.generation)
