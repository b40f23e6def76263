"""From a question with a history to one that stands alone: by rules, or by a language model."""

from index.errors import GenerationError
from index.pattern import lazy_pattern
from index.script import detect_script, fold
from prompts.fence import fence
from prompts.template import Prompt, Template
from service.generate.llm import CompletesPrompts
from service.question import Question, Role

_MOST_TURNS = 8
_LONGEST_TURN = 500  # characters of one turn that the model is shown
_LONGEST_QUESTION = 300
_NUMBER = lazy_pattern(r"\d+")


def condense(question: Question) -> str:
    """Return the question made standalone by rules; unchanged when it is complete.

    Args:
        question: The question and the conversation before it.
    """
    if not question.history:
        return question.text
    # Its patterns take a while to compile, and most questions stand alone.
    from service.follow_up import resolve_follow_up

    return resolve_follow_up(question)


def condense_with(
    model: CompletesPrompts, question: Question, *, timeout: float | None = None
) -> str:
    """Return the question made standalone by a language model.

    The rules take over when the model fails, or writes what cannot be a rewriting: more
    than a line, a text too long, or a number that nobody in the conversation said.

    Args:
        model: The language model.
        question: The question and the conversation before it.
        timeout: Seconds left, or None for the model's own limit.
    """
    if not question.history:
        return condense(question)
    try:
        reply = model.complete(condense_prompt(question), timeout=timeout)
    except GenerationError:
        return condense(question)
    rewritten = reply.strip().strip('"“”「」')
    return rewritten if _is_rewriting(rewritten, question) else condense(question)


def condense_prompt(question: Question) -> Prompt:
    """Return the prompt that asks for a standalone question, in the question's language."""
    turns = [(turn.role, turn.text[:_LONGEST_TURN]) for turn in question.history[-_MOST_TURNS:]]
    history = "\n".join(
        f"{'Q' if role is Role.USER else 'A'}: {' '.join(text.split())}" for role, text in turns
    )
    return Template.load("condense", detect_script(question.text)).render(
        fence=fence(history),
        history=history,
        question=" ".join(question.text.split()),
    )


def _is_rewriting(text: str, question: Question) -> bool:
    if not text or "\n" in text or len(text) > _LONGEST_QUESTION:
        return False
    said = "\n".join([question.text, *(turn.text for turn in question.history)])
    known = set(_NUMBER.findall(fold(said)))
    return set(_NUMBER.findall(fold(text))) <= known
