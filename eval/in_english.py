"""One figure of a Chinese sentence told in an English one, with its place and year."""

import re
from fractions import Fraction

from index.gazetteer import Gazetteer
from index.pinyin import syllables
from service.claims.facts import Facts
from service.figures.kind import Kind
from service.figures.quantity import Qualifier, Quantity

_UNITS = {
    "元": "yuan", "美元": "US dollars", "亩": "mu", "%": "percent", "公里": "kilometres",
    "平方米": "square metres", "吨": "tonnes", "人": "people", "公顷": "hectares",
    "百分点": "percentage points", "小时": "hours", "天": "days", "岁": None, "倍": None,
}  # fmt: skip
_HEDGES = {Qualifier.MORE_THAN: "more than ", Qualifier.ABOUT: "about ", Qualifier.EXACT: ""}
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")


def in_english(text: str) -> str | None:
    """Return an English sentence that tells the first figure of a Chinese one.

    Returns:
        None where there is no figure that has an English form here.
    """
    facts = Facts(text)
    for one in facts.quantities:
        figure = _figure(one)
        if figure is None:
            continue
        clause = facts.clause(one.span)
        year = _YEAR.search(clause.of(text))
        when = f"In {year[1]}, " if year else ""
        where = _where(clause.of(text))
        said = f"{when}the figure given{f' for {where}' if where else ''} was {figure}."
        return said[0].upper() + said[1:]
    return None


def _figure(one: Quantity) -> str | None:
    """Write `more than 39.78 million yuan`, or `28` where things are counted."""
    name = one.unit.name if one.unit else ""
    known = name in _UNITS
    if one.value is None or one.qualifier not in _HEDGES or one.indefinite or one.value <= 1:
        return None
    if known and not _UNITS[name]:
        return None
    if not known and one.kind is not Kind.COUNT:
        return None
    return f"{_HEDGES[one.qualifier]}{_number(one.value)} {_UNITS[name] if known else ''}".rstrip()


def _number(value: Fraction) -> str:
    for scale, word in ((10**9, " billion"), (10**6, " million")):
        if value >= scale:
            return f"{float(value / scale):.10g}{word}"
    return f"{float(value):,.10g}" if value.denominator != 1 else f"{int(value):,}"


def _where(clause: str) -> str | None:
    """Return a listed place with its rank, in pinyin."""
    for span in Gazetteer.load().find(clause):
        name = span.of(clause)
        if name[-1] in "县市" and len(name) == len("旺苍县"):
            read = [part for part in syllables(name[:-1]) if part]
            if len(read) == len(name) - 1 and not any(part[0] in "aeo" for part in read[1:]):
                return "".join(read).capitalize()
    return None
