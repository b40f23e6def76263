"""Declining to answer, with the reason and the nearest evidence."""

from dataclasses import dataclass

from index.pattern import lazy_pattern
from service.answer import RefusalDetail, RefusalReason, Subject
from service.draft import Claim
from service.question import Language

_MESSAGES = {
    RefusalReason.NOT_IN_CORPUS: {
        Language.SIMPLIFIED: "资料中没有找到答案。",
        Language.TRADITIONAL: "資料中沒有找到答案。",
        Language.ENGLISH: "The articles do not say.",
    },
    RefusalReason.NUMBER_MISSING: {
        Language.SIMPLIFIED: "原文此处的数字已缺失，无法回答。",
        Language.TRADITIONAL: "原文此處的數字已缺失，無法回答。",
        Language.ENGLISH: "The page has lost the number at this place.",
    },
    RefusalReason.SUBJECT_MISMATCH: {
        Language.SIMPLIFIED: "资料中没有所问对象的答案；最接近的内容说的是别的地方、对象或年份。",
        Language.TRADITIONAL: "資料中沒有所問對象的答案；最接近的內容說的是別的地方、對象或年份。",
        Language.ENGLISH: (
            "The articles do not say; the nearest passage is about another place, subject or year."
        ),
    },
    RefusalReason.LOW_CONFIDENCE: {
        Language.SIMPLIFIED: "没有足够把握的答案。",
        Language.TRADITIONAL: "沒有足夠把握的答案。",
        Language.ENGLISH: "No answer is certain enough.",
    },
    RefusalReason.UNSAFE_OR_EMPTY: {
        Language.SIMPLIFIED: "没有可以回答的问题。",
        Language.TRADITIONAL: "沒有可以回答的問題。",
        Language.ENGLISH: "There is no question to answer.",
    },
}
_DIFFERENT = {
    Language.SIMPLIFIED: "资料中没有所问的答案；最接近的内容说的是{found}，不是{asked}。",
    Language.TRADITIONAL: "資料中沒有所問的答案；最接近的內容說的是{found}，不是{asked}。",
    Language.ENGLISH: "The articles do not say; the nearest passage is about {found}, not {asked}.",
}
_UNSAID = {
    Language.SIMPLIFIED: "资料中没有所问的答案；最接近的内容没有提到{asked}。",
    Language.TRADITIONAL: "資料中沒有所問的答案；最接近的內容沒有提到{asked}。",
    Language.ENGLISH: "The articles do not say; the nearest passage does not speak of {asked}.",
}
_FROM = {
    Language.SIMPLIFIED: "最接近的内容出自{}。",
    Language.TRADITIONAL: "最接近的內容出自{}。",
    Language.ENGLISH: " The nearest evidence is from {}.",
}
_TIME = lazy_pattern(r"(?P<year>\d+|-)(?:-(?P<month>\d+))?(?:-(?P<day>\d+))?")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer.

    Attributes:
        reason: The kind of obstacle.
        nearest: The place that comes nearest to an answer, if any passage was found.
        confidence: In [0, 1]; how sure the best candidate was.
        generator: Who declined: `extractive`, or the language model's name.
    """

    reason: RefusalReason
    nearest: Claim | None = None
    confidence: float = 0.0
    generator: str = "extractive"


def message(
    reason: RefusalReason,
    language: Language,
    detail: RefusalDetail | None = None,
    origin: str = "",
) -> str:
    """Say a reason in the asker's language.

    Args:
        reason: The kind of obstacle.
        language: The asker's.
        detail: What was asked and what the nearest evidence is about instead.
        origin: What the nearest evidence stands in, named for a reader.
    """
    if reason is RefusalReason.SUBJECT_MISMATCH and detail is not None and detail.differs:
        return _mismatch(detail, language)
    said = _MESSAGES[reason][language]
    return said + (_FROM[language].format(origin) if origin else "")


def _mismatch(detail: RefusalDetail, language: Language) -> str:
    """Say which place or time was asked about, and which is spoken of."""
    asked = _listed(detail.asked, detail.differs, language)
    found = _listed(detail.found, detail.differs, language)
    if not found:
        return _UNSAID[language].format(asked=asked)
    return _DIFFERENT[language].format(found=found, asked=asked)


def _listed(subject: Subject, kinds: tuple[str, ...], language: Language) -> str:
    parts: list[str] = []
    if "place" in kinds:
        parts += subject.places
    if "time" in kinds:
        parts += [_time(one, language) for one in subject.times]
    if kinds == ("name",):
        parts += subject.names
    return (", " if language is Language.ENGLISH else "、").join(parts)


def _time(written: str, language: Language) -> str:
    """Return `2021-06` as 2021年6月, or as it is for an English reader."""
    match = _TIME.fullmatch(written)
    if match is None or language is Language.ENGLISH:
        return written.lstrip("-")
    year = "" if match["year"] == "-" else f"{match['year']}年"
    month = f"{int(match['month'])}月" if match["month"] else ""
    return year + month + (f"{int(match['day'])}日" if match["day"] else "")
