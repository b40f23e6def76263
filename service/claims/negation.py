"""Negation of a claim, held against that of the cited sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.pattern import lazy_pattern
from index.span import Span
from service.claims.facts import Facts
from service.claims.verdict import Finding, Reason

_WORDS = (  # where the character is no negation of what follows
    r"不[仅但断少过管论足到久错满等料妨光惜止禁免锈下解]|不同(?!意)|不超过?|不低于|不高于|不少于|不多于|不大于|不小于|不逾|"
    r"不得不|不能不|不可不|不约而同|不动产|不锈钢|差不多|来不及|对不起|了不起|要不|"
    r"无[锡人线论疑数偿障缝形限私花纸接菌烟核处]|(?:没有|并无|并没有|无)[不非]|未[来婚必央]|未满|未达|未到|非[常洲遗典凡法营但]|除非|无非|莫非|是非|并非不|"
    r"没[收落事]|莫[斯言干高]|别[墅人的]"
)
_NEGATOR = (
    r"无法|无从|难以|不能|不得|不可(?!不)|不会|不再|不予|"
    r"并未|并非|并不|并没有?|尚未|仍未|从未|从不|从没有?|毫无|没有|未能|未曾|未予|未经|绝不|决不|绝非|"
    r"没|未|无|不|非"
)
_MARK = lazy_pattern(rf"(?P<word>{_WORDS})|(?P<negation>{_NEGATOR})")
_WHETHER = lazy_pattern(r"(?P<before>[一-鿿])(?P<verb>[一-鿿])[不没](?P=verb)")
_ENGLISH = lazy_pattern(r"\b(?:not|never|no|without|cannot|neither|nor)\b|n['’]t\b", re.IGNORECASE)
_DENIES = lazy_pattern(r"[免拒禁停缺]")  # 免收 is 不收
_LACKS = lazy_pattern(
    r"[免拒禁停缺仅只少低难失除才唯弱差否防避断绝休弃闭辞撤消取零空误错迟延待将拟暂阻反离退]|除外|之外|计划|以来"
)  # a source that says so may well be retold with 不 or 没有
_SHORTEST = 2  # characters of a predicate by which it is found again
_LOOK = 6


@dataclass(frozen=True, slots=True)
class _Negated:
    """A negation in folded text, with the letters right before and behind it."""

    span: Span
    before: str
    behind: str


def negation_findings(said: Facts, cited: Facts) -> Iterator[Finding]:
    """Yield where a claim and the cited sentences differ in denying the same thing.

    A negation is held against the place where the other text has the words behind it:
    未开工 is lost in 已开工, and kept in 没有开工.
    """
    claim, source = _Unspaced(said), _Unspaced(cited)
    ours, theirs = _negated(claim.text), _negated(source.text)
    for one in ours:
        if (there := _affirmed(one, theirs, source.text)) is not None:
            yield Finding(Reason.NEGATION_DIFFERS, claim.back(one.span), source.back(there))
    for one in theirs:
        here = _affirmed(one, ours, claim.text)
        if here is not None and not _said_so(here, claim.text, theirs, source.text):
            yield Finding(Reason.NEGATION_DIFFERS, claim.back(here), source.back(one.span))
    if ours and not theirs and (stray := _from_nowhere(ours, claim.text, source.text)):
        yield Finding(Reason.NEGATION_DIFFERS, claim.back(stray))
    yield from _whether(claim, source)
    yield from _english(said, cited)


class _Unspaced:
    """A folded text without its spaces: 不是 Cruise denies what 是Cruise says."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._places = [at for at, one in enumerate(facts.folded) if not one.isspace()]
        self.text = "".join(facts.folded[at] for at in self._places)

    def back(self, span: Span) -> Span:
        """Return where a stretch stands in the text as it was."""
        first, last = self._places[span.start], self._places[span.end - 1]
        return self._facts.back(Span(first, last + 1))


def _from_nowhere(ours: list[_Negated], claim: str, source: str) -> Span | None:
    """Return a negation of a claim whose source denies nothing, in no other words either."""
    if not _is_chinese(claim) or not _is_chinese(source) or _LACKS.search(source):
        return None
    found = (one.span for one in ours if not _LACKS.search(one.span.of(claim)))
    return next(found, None)


def _whether(claim: _Unspaced, source: _Unspaced) -> Iterator[Finding]:
    """Yield where 会不会 became 会会."""
    for match in _WHETHER.finditer(source.text):
        at = claim.text.find(match["before"] + match["verb"] * 2)
        if at >= 0:
            here = Span(at, at + len(match["before"]) + 2)
            there = Span(*match.span())
            yield Finding(Reason.NEGATION_DIFFERS, claim.back(here), source.back(there))


def negations(text: str) -> list[Span]:
    """Return where folded text denies something."""
    return [one.span for one in _negated(text)]


def _negated(text: str) -> list[_Negated]:
    found = []
    for match in _MARK.finditer(text):
        if match["negation"]:
            start, end = match.span()
            before = _letters(text[max(0, start - _LOOK) : start][::-1])
            found.append(_Negated(Span(start, end), before, _letters(text[end : end + _LOOK])))
    return found


def _letters(text: str) -> str:
    """Return the letters that a text begins with."""
    return "".join(re.findall(r"^\w*", text))


def _affirmed(one: _Negated, denied: list[_Negated], text: str) -> Span | None:
    """Return where a text says without negation what is denied, None if nowhere.

    The place that has most of the words around the negation counts.
    """
    best: tuple[int, Span, bool] | None = None
    for place in _places_of(one, text):
        negation = _over(place, denied)
        start = negation.span.start if negation else place.start
        before = _letters(text[max(0, start - _LOOK) : start][::-1])
        likeness = _common(one.behind, text[place.start :]) + _common(one.before, before)
        if best is None or likeness > best[0]:
            best = likeness, place, negation is not None
    if best is None or best[2] or _DENIES.search(text[: best[1].start][-_SHORTEST:]):
        return None
    return best[1]


def _over(place: Span, denied: list[_Negated]) -> _Negated | None:
    """Return the negation right before a place."""
    return next(
        (
            one
            for one in denied
            if one.span.start < place.end and -len(place) <= place.start - one.span.end <= _SHORTEST
        ),
        None,
    )


def _said_so(here: Span, said: str, denied: list[_Negated], cited: str) -> bool:
    """Say whether the cited sentences affirm what a claim says at `here`.

    They may deny it of another thing: 支持8通道内存，不支持超频.
    """
    before = _letters(said[max(0, here.start - _LOOK) : here.start][::-1])
    there = _Negated(here, before, _letters(said[here.start : here.start + _LOOK]))
    return _affirmed(there, denied, cited) is not None


def _places_of(one: _Negated, text: str) -> Iterator[Span]:
    """Yield where a text has the words behind a negation."""
    behind, before = one.behind[:_SHORTEST], ""
    if len(behind) < _SHORTEST:  # 收费不高。: the word before has to help
        before = one.before[:_SHORTEST][::-1]
        if len(before + behind) <= _SHORTEST:
            return
    at = text.find(before + behind)
    while at >= 0:
        start = at + len(before) if behind else at
        yield Span(start, at + len(before + behind))
        at = text.find(before + behind, at + 1)


def _common(first: str, second: str) -> int:
    length = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        length += 1
    return length


def _english(said: Facts, cited: Facts) -> Iterator[Finding]:
    """Yield the negations of an English claim on an English text that has none, or back."""
    if _is_chinese(said.text) or _is_chinese(cited.text):
        return
    ours, theirs = _ENGLISH.search(said.text), _ENGLISH.search(cited.text)
    if bool(ours) != bool(theirs):
        here = Span(*ours.span()) if ours else Span(0, len(said.text))
        there = Span(*theirs.span()) if theirs else Span(0, len(cited.text))
        yield Finding(Reason.NEGATION_DIFFERS, here, there)


def _is_chinese(text: str) -> bool:
    return any("一" <= character <= "鿿" for character in text)
