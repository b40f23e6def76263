"""`POST /v1/ask` and `POST /v1/search`."""

from fastapi import APIRouter

from service.http.dependencies import LibraryOf, SettingsOf
from service.http.schema import AnswerOut, AskIn, SearchIn, SearchOut
from service.intake import checked_question
from service.question import Turn
from service.render import Json, answer_payload, hit_payload, search_payload

router = APIRouter(prefix="/v1", tags=["questions"])


@router.post("/ask", response_model=AnswerOut)
def ask(body: AskIn, library: LibraryOf, settings: SettingsOf) -> Json:
    """Answer a question with its proof; a refusal is an answer too, with status 200."""
    history = [Turn(turn.role, turn.text) for turn in body.history]
    question = checked_question(body.question, limit=settings.question_characters, history=history)
    return answer_payload(library.ask(question))


@router.post("/search", response_model=SearchOut)
def search(body: SearchIn, library: LibraryOf, settings: SettingsOf) -> Json:
    """Return the passages that fit a query, best first."""
    query = checked_question(body.query, limit=settings.question_characters).text
    hits = [
        hit_payload(hit, library.document(hit.passage.document_id))
        for hit in library.search(query, limit=body.limit)
    ]
    return search_payload(query, hits, library.generation)
