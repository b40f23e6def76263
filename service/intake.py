"""What comes in from outside, checked before anything else sees it."""

from collections.abc import Sequence

from index.errors import InvalidQuestion
from service.question import Question, Turn


def checked_question(text: str, *, limit: int, history: Sequence[Turn] = ()) -> Question:
    """Return a question that is text of a bearable length.

    An empty question passes: the answerer refuses it with a reason.

    Args:
        text: As it came in.
        limit: Most characters of the question; each turn before it may have ten times that.
        history: Earlier turns, oldest first.

    Raises:
        InvalidQuestion: It is too long, or is not text.
    """
    for part, most in ((text, limit), *((turn.text, 10 * limit) for turn in history)):
        if len(part) > most:
            raise InvalidQuestion(f"a message has {len(part)} characters; {most} are allowed")
        if any("\ud800" <= character <= "\udfff" for character in part):
            raise InvalidQuestion("a message is not text: it holds bytes that are no UTF-8")
    return Question(text, tuple(history))
