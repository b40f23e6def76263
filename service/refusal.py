"""Declining to answer, with the reason and the nearest evidence."""

from dataclasses import dataclass

from service.answer import RefusalReason
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
        Language.SIMPLIFIED: "没有足够把握的答案；下面是最接近的内容。",
        Language.TRADITIONAL: "沒有足夠把握的答案；下面是最接近的內容。",
        Language.ENGLISH: "No answer is certain enough; this is the nearest evidence.",
    },
    RefusalReason.UNSAFE_OR_EMPTY: {
        Language.SIMPLIFIED: "没有可以回答的问题。",
        Language.TRADITIONAL: "沒有可以回答的問題。",
        Language.ENGLISH: "There is no question to answer.",
    },
}


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


def message(reason: RefusalReason, language: Language) -> str:
    """Say a reason in the asker's language."""
    return _MESSAGES[reason][language]
