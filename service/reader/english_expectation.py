"""What kind of answer an English question asks for."""

import re

from index.span import Span
from service.reader.expectation import (
    AREA,
    COUNTS,
    LENGTH,
    MONEY,
    PEOPLE,
    SHARE,
    SPAN_OF_TIME,
    AnswerType,
    Expectation,
)
from service.reader.whether import asks_whether

_PLACE = "|".join(
    """
    county counties city cities province district town township village place country region
    """.split()
)
_RANKS = {
    "county": "县",
    "counties": "县",
    "city": "市",
    "cities": "市",
    "province": "省",
    "district": "区",
    "town": "镇",
    "township": "乡镇",
    "village": "村",
}
"""The Chinese rank of a place that is asked for by its English one."""
_BODY = "|".join(
    """
    company firm enterprise school university hospital department organi[sz]ation newspaper
    group agency bank media
    """.split()
)
_NUMBER = "two|three|four|five|six|seven|eight|nine|ten"
_MONEY = (
    r"funds?|funding|invest\w*|money|yuan|cost|revenue|sales|tax\w*|output|value|profit|budget"
    r"|price|income|worth|paid"
)
_PEOPLE = "people|persons|students|teachers|doctors|workers|farmers|jobs|officials|users"

_RULES: tuple[tuple[AnswerType, str], ...] = (
    (
        AnswerType.PERCENT,
        r"what (?:percent(?:age)?|share|proportion|rate)|how many percent",
    ),
    (AnswerType.PERCENT, r"by how much|how (?:much|fast) did .*(?:grow|increase|rise|fall|drop)"),
    (
        AnswerType.DURATION,
        r"how long (?:did|does|has|have|will|until|after)"
        r"|how many (?:years|months|days|hours|weeks|minutes)",
    ),
    (AnswerType.FIGURE, r"how (?:much|many|long|large|big|high|far|tall|old|wide|heavy)"),
    (
        AnswerType.DATE,
        r"when|(?:what|which|in what|in which) (?:year|month|day|date|time|quarter)",
    ),
    (AnswerType.PERSON, r"who(?:se|m)?"),
    (AnswerType.PLACE, rf"where|(?:which|what) (?:(?!(?:{_NUMBER})\b)[a-z-]+ )?(?:{_PLACE})"),
    (AnswerType.ORGANISATION, rf"(?:which|what) (?:\w+ )?(?:{_BODY})"),
    (
        AnswerType.LIST,
        rf"(?:what|which) (?:are|were)(?: the)?|(?:which|what) (?:{_NUMBER})"
        rf"|name the (?:{_NUMBER})|list",
    ),
    (AnswerType.STATEMENT, r"why|how"),
    (AnswerType.NAME, r"what(?: is| was)?(?: the)? (?:name|title)(?: of)?|which|called"),
)
_BARE: tuple[tuple[AnswerType, str, frozenset[str]], ...] = (
    (AnswerType.PERCENT, r"percent(?:age)?|share|proportion|rate|growth", SHARE),
    (AnswerType.FIGURE, r"(?:floor |land )?area|size", AREA),
    (AnswerType.FIGURE, _MONEY, MONEY),
    (
        AnswerType.FIGURE,
        r"number of|population|total|capacity|length|height|weight|distance|depth|width|yield"
        r"|production|gdp",
        frozenset(),
    ),
    (AnswerType.DATE, r"date|year", frozenset()),
)


def expect_english(question: str) -> Expectation:
    """Say what kind of answer a folded English question asks for.

    One without a telling question word is read by what it names: `total floor area of …`.
    """
    for kind, pattern in _RULES:
        if match := re.search(rf"\b(?:{pattern})\b", question):
            return _asked(kind, question, match)
    if asked := asks_whether(question):
        return Expectation(AnswerType.WHETHER, asked)
    end = Span(len(question), len(question))
    for kind, pattern, units in _BARE:
        if re.search(rf"\b(?:{pattern})\b", question):
            return Expectation(kind, end, units)
    return Expectation(AnswerType.STATEMENT, end)


def _asked(kind: AnswerType, question: str, match: re.Match[str]) -> Expectation:
    behind = question[match.end() :].strip()
    units = {AnswerType.PERCENT: SHARE, AnswerType.DURATION: SPAN_OF_TIME}.get(kind, frozenset())
    if kind is AnswerType.FIGURE:
        units = _units(match.group(), behind)
    head = " ".join(behind.split()[:3])
    if kind is AnswerType.PLACE:
        head = _RANKS.get(match.group().split()[-1], "")
    return Expectation(kind, Span(*match.span()), units, head)


def _units(phrase: str, behind: str) -> frozenset[str]:
    if phrase in ("how large", "how big") or re.match(r"(?:mu|square|land|hectares)\b", behind):
        return AREA
    if re.match(rf"(?:{_PEOPLE})\b", behind):
        return PEOPLE
    if phrase == "how long":
        return LENGTH | SPAN_OF_TIME
    if phrase == "how many":
        return COUNTS | PEOPLE
    return MONEY if phrase == "how much" else frozenset()
