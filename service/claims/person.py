"""People whom a question names, told by their family names and by what stands around them."""

from collections.abc import Iterator

from index.atlas import Atlas
from index.clean.surnames import is_name
from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.rarity import weight
from service.reader.term import Alternative, Term, TermKind

_HAN = lazy_pattern(r"[一-鿿]+")
# Beside a name: particles, pronouns, places and times. Within a name: verbs and the like too.
_EDGES = frozenset(
    "的了在是和与及或给向为被把将从到于由等对让使因所之其这那有就也都还又很最不谁何什么哪几多少吗呢年月日时"
    "中上下内外前后里第一二三四五六七八九十个位名"
)
_NEVER_GIVEN = _EDGES | frozenset(
    "具出应现做叫会没改攻拆能变参演播译著逝卒死写说建想去来要可无未得自再又才否取共同各每全均皆以用拍唱获任职居住当村县镇乡区市省往跟帮"
)
_NUMERALS = frozenset("第一二三四五六七八九十百千万几两")  # a counter comes behind: 一周, 两段
_WORDS = frozenset("何于应")  # family names that are mostly other words
# Family names that with one character behind them are mostly another word: 高度, 马上.
_SELDOM_SHORT = frozenset(
    "何于应任从简时明单都全强党国商费解连支游关和成常万方路向通易花水金高白黄江段温车曲龙马石牛文安经能"
)
_LONG, _SHORT = 3, 2  # characters of a name
_RARE, _RARE_SHORT, _FRAMED = 0.6, 0.7, 0.3  # weights of a name's commonest pair
_SEAM = 0.6  # weight from which a pair across a name's edge is no word
_NAME = 1.5  # weight of the term, as that of a quoted name


def people_asked(question: str) -> list[Term]:
    """Return the people whom a folded Chinese question names; any pair of a name will do.

    A name begins with a family name, has pairs of characters that are rare in news, and ends
    where a particle stands or where the pair across its edge is rare as well. Of 9,697
    questions of CMRC's training set 24 are refused for a name, quoted ones included.
    """
    names = (name for run in _HAN.findall(_without_places(question)) for name in _names(run))
    return [Term(name, _pairs(name), _NAME, TermKind.NAME) for name in dict.fromkeys(names)]


def _without_places(text: str) -> str:
    """Blank the places of a text: 康定 and 柯桥 begin like people."""
    known = [*Gazetteer.load().find(text), *(one.span for one in Atlas.load().find(text))]
    for span in known:
        text = text[: span.start] + " " * len(span) + text[span.end :]
    return text


def _pairs(name: str) -> tuple[Alternative, ...]:
    return tuple(Alternative(name[at : at + 2]) for at in range(len(name) - 1))


def _names(run: str) -> Iterator[str]:
    at = 0
    while at < len(run) - 1:
        name = next(
            (run[at : at + length] for length in (_LONG, _SHORT) if _is_one(run, at, length)), ""
        )
        if name:
            yield name
        at += len(name) or 1


def _is_one(run: str, at: int, length: int) -> bool:
    """Say whether the characters at a place are a name of so many."""
    name = run[at : at + length]
    if len(name) < length or name[0] in _WORDS or not is_name(name) or set(name[1:]) & _NEVER_GIVEN:
        return False
    before, behind = run[:at][-1:], run[at + length :][:1]
    if before in _NUMERALS:
        return False
    framed = (not before or before in _EDGES) and (not behind or behind in _EDGES)
    commonest = min(weight(name[i : i + 2]) for i in range(length - 1))
    if length == _SHORT:
        return framed and commonest >= _RARE_SHORT and name[0] not in _SELDOM_SHORT
    if framed:
        return commonest >= _FRAMED
    return commonest >= _RARE and _apart(before, name[0]) and _apart(name[-1], behind)


def _apart(one: str, other: str) -> bool:
    """Say whether no word runs across the edge between two characters."""
    return not one or not other or one in _EDGES or other in _EDGES or weight(one + other) >= _SEAM
