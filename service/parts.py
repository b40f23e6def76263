"""The several questions that one message asks."""

import re

from index.pattern import lazy_pattern
from index.script import detect_script, fold
from service.question import Language
from service.reader.english_expectation import expect_english
from service.reader.expectation import expect

_PAIRS = (
    ("“", "”"),
    ("「", "」"),
    ("『", "』"),
    ("《", "》"),
    ("(", ")"),
    ("（", "）"),
    ("‘", "’"),
)
_MOST = 4  # questions that are answered of one message
_SEAM = lazy_pattern(r"[,，;；?？。！!\n]+|以及|还有|還有")
_TAIL = lazy_pattern(r"(?:[,，;；?？。！!\s]+|以及|还有|還有|(?<=\s)and)+$")
_LEANING = lazy_pattern(r"..呢[?？]?$")  # 龙泉呢: what was asked before, of another
_TOLD = lazy_pattern(  # what looks like a question word and asks nothing
    r"(?:能不能|能否|可不可以|可否|可以|麻烦|请)[^,，。？?！!]{0,6}(?:告诉|帮|查|说)[^,，。？?！!]{0,6}|"
    r"有没有人(?:知道|清楚|了解)|[你您]们?好吗?|不知道是?谁|‘[^’]*’|『[^』]*』|“[^”]*”|「[^」]*」|《[^》]*》|(?:无论|不管|不论)[^,，]*|[谁哪什么]+都|任何|几乎|[这那每隔前后近数十0-9]几|在几个[^,，]{0,4}中|几个[^,，]{1,4}中(?=[,，])|多少年前|由于什么原因|如果[^,，]*|从几点(?=[,，])|几[千百十万]|几(?:年|个?月|天|[小个]时)[来内前后里中间]|什么是|什么都|哪怕|几何|(?<![为如])何(?![时地人处年月日种])"
)
_ENGLISH_SEAM = lazy_pattern(
    r"[;?!\n]+|,?\s+and\s+(?=(?:what|when|where|which|who|whom|whose|why|how)\b)", re.IGNORECASE
)


def parts(message: str) -> list[str]:
    """Return the questions of a message, in order; the message itself where it asks but one.

    What asks nothing belongs to the question behind it, or at the end to the one before.

    Args:
        message: As it was written.
    """
    english = detect_script(message) == Language.ENGLISH
    seam = _ENGLISH_SEAM if english else _SEAM
    found: list[str] = []
    start = 0
    ends = [*(match.end() for match in seam.finditer(message)), len(message)]
    for end in ends:
        part = message[start:end]
        if not _is_quoted(part) and _asks(part, english=english):
            found.append(part)
            start = end
    if not 1 < len(found) <= _MOST:
        return [message]
    found[-1] += message[start:]
    return [_TAIL.sub("", part).strip() for part in found]


def _is_quoted(part: str) -> bool:
    """Say whether a part ends inside quotation marks."""
    if part.count('"') % 2 or part.count("'") % 2:
        return True
    return any(part.count(opening) > part.count(closing) for opening, closing in _PAIRS)


def _asks(text: str, *, english: bool) -> bool:
    told = _TOLD.sub("", fold(text))
    expectation = expect_english(told) if english else expect(told)
    return bool(expectation.phrase) or _LEANING.search(text) is not None
