"""Having a language model write: a second try with what failed named, within the deadline."""

from collections.abc import Sequence
from time import monotonic

from index.errors import GenerationError
from service.draft import Draft
from service.generate.llm import LanguageModelGenerator
from service.state import State, seconds_left
from service.verify import Verified, verify

_EXTRACTING = 0.5  # seconds kept for answering by extraction should the model fail
_SHARE = 0.1  # of the time left, where that is less


def write(state: State, model: LanguageModelGenerator) -> Draft | str:
    """Have a model answer, and once more where statements fail against their sources.

    The second request names the statements that failed. Of two drafts neither of which is
    wholly proven, the one with more proven statements counts, the later where both have as
    many.

    Args:
        state: The question with its packed passages.
        model: Asked at most twice, and not after the deadline.

    Returns:
        A draft with at least one statement that its source carries; where there is none,
        or the model failed, why.
    """
    assert state.context is not None  # noqa: S101 - Pack always fills it in
    best: tuple[int, Draft] | None = None
    problem = f"{model.name} gave no proven answer"
    rejected: Sequence[str] = ()
    for attempt in ("first", "second"):
        if attempt == "second" and (not rejected or _is_late(state)):
            break
        try:
            draft = model.generate(
                state.standalone,
                state.language,
                state.context,
                rejected=rejected,
                timeout=_time_to_write(state),
            )
        except GenerationError as error:
            problem = f"{model.name} did not answer ({error})"
            break
        verified = verify(draft, state.corpus.clean_document, state.analysis)
        rejected = _failed(verified)
        proven = len({citation.answer_span for citation in verified.citations})
        if proven and (best is None or proven >= best[0] or not rejected):
            best = proven, draft
    return problem if best is None else best[1]


def _failed(verified: Verified) -> list[str]:
    """Return the statements that are not proven, as the model wrote them."""
    return [one.text for one in verified.unsupported]


def _time_to_write(state: State) -> float | None:
    left = seconds_left(state)
    return None if left is None else left - min(_EXTRACTING, _SHARE * left)


def _is_late(state: State) -> bool:
    return state.deadline is not None and monotonic() + _EXTRACTING >= state.deadline
