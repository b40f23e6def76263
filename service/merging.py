"""One answer of several: what was asked in one message and answered part by part."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.span import Span
from service.answer import Answer, Citation, Status
from service.claims.verdict import Judgement
from service.question import Language

_JOINT = {Language.SIMPLIFIED: "；", Language.TRADITIONAL: "；", Language.ENGLISH: "; "}


def merged(questions: Sequence[str], answers: Sequence[Answer], language: Language) -> Answer:
    """Return the answers to the questions of one message as one.

    Citations are numbered through, and every span indexes the whole text. Where some
    question was refused the whole is partial, and its notice says which and why.

    Args:
        questions: As the asker put them.
        answers: To each of them.
        language: The asker's.
    """
    told = [answer for answer in answers if answer.status is not Status.REFUSED]
    if not told:
        return answers[0]
    joint = _JOINT[language]
    texts = [_closed(answer.text, joint) for answer in told[:-1]] + [told[-1].text]
    starts = [sum(map(len, texts[:place])) for place in range(len(texts))]
    numbered = [sum(len(one.citations) for one in told[:place]) for place in range(len(told))]
    merged_from = list(zip(told, starts, numbered, strict=True))
    return replace(
        told[0],
        text="".join(texts),
        status=_status(answers),
        citations=tuple(one for parts in merged_from for one in _cited(*parts)),
        claims=tuple(one for answer, start, _ in merged_from for one in _judged(answer, start)),
        unsupported=tuple(one for answer in told for one in answer.unsupported),
        conflict=tuple(
            replace(one, citations=tuple(key + first for key in one.citations))
            for answer, _, first in merged_from
            for one in answer.conflict
        ),
        standalone_question=joint.join(answer.standalone_question for answer in answers),
        confidence=min(answer.confidence for answer in told),
        notice=_notice(questions, answers),
        timings=sum((Counter(answer.timings) for answer in answers), Counter()),
    )


def _closed(text: str, joint: str) -> str:
    """Return a text that another can follow."""
    return text if text.endswith("。") else text + joint


def _cited(answer: Answer, start: int, first: int) -> Iterator[Citation]:
    for one in answer.citations:
        yield replace(one, id=one.id + first, answer_span=_shifted(one.answer_span, start))


def _judged(answer: Answer, start: int) -> Iterator[Judgement]:
    for one in answer.claims:
        yield replace(one, answer_span=_shifted(one.answer_span, start))


def _shifted(span: Span, start: int) -> Span:
    return span.shift(start) if span else span


def _status(answers: Sequence[Answer]) -> Status:
    whole = all(answer.status is Status.ANSWERED for answer in answers)
    return Status.ANSWERED if whole else Status.PARTIAL


def _notice(questions: Sequence[str], answers: Sequence[Answer]) -> str | None:
    """Say what was not answered and why, beside what is to be noticed of the answers."""
    notices = [
        f"{question}: {answer.text}" if answer.status is Status.REFUSED else answer.notice
        for question, answer in zip(questions, answers, strict=True)
    ]
    return " ".join(dict.fromkeys(filter(None, notices))) or None
