"""Places of a claim, looked for in the cited sentences and around them."""

import re
from collections.abc import Iterator
from itertools import pairwise

from index.pattern import lazy_pattern
from index.script import fold
from index.span import Span
from service.claims.english import english_places, translates
from service.claims.facts import Facts, Place
from service.claims.figure import alike
from service.claims.moment import years_of
from service.claims.source import Source
from service.claims.verdict import Finding, Reason
from service.figures.compare import consistent
from service.figures.quantity import Quantity

_RANK = lazy_pattern("[省市县縣区區州盟旗镇鎮乡鄉村]")
_TO = lazy_pattern(
    r"^[^，,。；;]*(?:给|給|对|對|向|帮|幫|支援|援助|援建|帮扶|幫扶|为|為)[^，,。；;]{0,2}$"
)
_PUT_IN = 8  # characters between giver and receiver
_APART = 30
_HANDS = lazy_pattern(
    r"[给給对對向帮幫援到赴往送捐赠派投拨销购買买卖奔输]|支持|转移|采购|帮扶|出资|安排|引导|[返归偿]还|支付|起诉|殴打"
)
_SOMEBODY = lazy_pattern(r"[一-鿿]某(?![一-鿿]?[个些种人])")
_TOGETHER = lazy_pattern(r"[与與和同跟及、/—–·-]|and|携手|联合|共同|之间")
_BESIDE = 4  # characters between two places that one 和 joins
_RECEIVES = lazy_pattern(r"[从從由获獲收受迎接]|被(?!告)|得到|来自|引[来进入]|吸引")
_ENGLISH_HANDS = lazy_pattern(r"(?i)\b(?:in|into|to|for)\b")
_ENGLISH_RECEIVES = lazy_pattern(r"(?i)\b(?:by|from|receiv\w*|got|get|gets|obtain\w*)\b")
_FRAME = r"{}([^，,。；;]{{2,6}}?){}"


def place_findings(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the places of a claim that the source is not about.

    A place may stand in the cited sentences; or around or above them, but not where the
    cited sentences name a place that the claim leaves out: then it was put in its place.
    """
    named = places_of(said, source)
    ours = {place.stem for place in named}
    others = [place for place in source.cited.places if not _known(place, ours)]
    around = source.whole.folded + "\n" + source.above.folded
    for place in named:
        there = replaced(place, said, source.cited)
        if place.stands_in(source.cited.folded):
            if there is None or not _is_place(there, source.cited):
                continue
        elif not others and there is None and place.stands_in(around) and _reaches(place, source):
            continue
        rivals = [other.span for other in others]
        yield Finding(Reason.PLACE_MISSING, place.span, there or next(iter(rivals), None))


def _reaches(place: Place, source: Source) -> bool:
    """Say whether cited sentences that name no place may be about this one.

    They may where the title or a heading names it, or the last sentence before them that
    names any place; where another stands there, they are about that.
    """
    if place.stands_in(source.above.folded):
        return True
    before = [one for one in source.before.places if one.listed]
    if not before:
        return not any(one.listed for one in source.above.places)
    last = before[-1].span
    text = source.before.text
    start = max((text.rfind(mark, 0, last.start) + 1 for mark in "。！？!?\n"), default=0)
    return place.stands_in(fold(text[start:]))


def replaced(place: Place, said: Facts, cited: Facts) -> Span | None:
    """Return what the cited sentences have between the words around a place of the claim.

    None where they have the place itself there, or not those words.
    """
    rank = _RANK.match(said.text, place.span.end)
    end = rank.end() if rank else place.span.end
    before, behind = said.text[max(0, place.span.start - 2) : place.span.start], said.text[end:]
    frame = _FRAME.format(re.escape(before) or "^", re.escape(behind[:2]))
    found = re.search(frame, cited.text) if len(behind) > 1 else None
    if found is None or place.stands_in(fold(found[1])):
        return None
    return (
        None
        if re.search(re.escape(before + place.span.of(said.text)), cited.text)
        else Span(*found.span(1))
    )


def _is_place(span: Span, cited: Facts) -> bool:
    return any(span.covers(place.span) for place in cited.places)


def places_of(said: Facts, source: Source) -> list[Place]:
    """Return the places of a claim, with those that only the passage shows to be places."""
    if translates(said, source):
        return english_places(said, source)
    found = list(said.places)
    for stem in {place.stem for place in (*source.whole.places, *source.above.places)}:
        for match in re.finditer(re.escape(stem), said.folded):
            span = said.back(Span(*match.span()))
            if not any(span.overlap(place.span) for place in found):
                found.append(Place(span, stem))
    return sorted(found, key=lambda place: place.span)


def _known(place: Place, ours: set[str]) -> bool:
    return any(place.stem in stem or stem in place.stem for stem in ours)


def scope_findings(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield what a figure of the claim is said of, where the source says it of another.

    `旺苍投入3978万元，康定投入2000万元` names all that is in `康定投入3978万元` and does
    not carry it. The same holds for years.
    """
    cited = source.cited
    for claimed in said.quantities:
        carrying = [one for one in cited.quantities if consistent(claimed, one)]
        if not carrying:
            continue
        others = [one for one in cited.quantities if alike(claimed, one) and one not in carrying]
        ours = _in_clause(said, claimed.span, places_of(said, source))
        yield from _moved_place(ours, carrying, others, cited)
        yield from _moved_year(claimed, carrying, others, said, cited)


def _moved_place(
    ours: list[Place], carrying: list[Quantity], others: list[Quantity], cited: Facts
) -> Iterator[Finding]:
    if not ours:
        return
    clauses = (fold(cited.clause(one.span).of(cited.text)) for one in carrying)
    if any(place.stands_in(clause) for clause in clauses for place in ours):
        return
    scopes = [_places_over(cited, one.span) for one in carrying]
    if any(not scope or _meet(ours, scope) for scope in scopes):
        return
    theirs = [place for one in others for place in _places_over(cited, one.span)]
    own = [_places_over(cited, one.span, reach=False) for one in carrying]
    if _meet(ours, theirs) or all(own):
        yield Finding(Reason.PLACE_MISSING, ours[0].span, scopes[0][0].span)


def _meet(ours: list[Place], theirs: list[Place]) -> bool:
    stems = {place.stem for place in ours}
    return any(_known(place, stems) for place in theirs)


def _moved_year(
    claimed: Quantity, carrying: list[Quantity], others: list[Quantity], said: Facts, cited: Facts
) -> Iterator[Finding]:
    ours = _years_over(said, claimed.span, reach=False)
    if not ours:
        return
    scopes = [_years_over(cited, one.span) for one in carrying]
    if any(not scope or ours & scope for scope in scopes):
        return
    theirs = {year for one in others for year in _years_over(cited, one.span)}
    if ours & theirs or all(_years_over(cited, one.span, reach=False) for one in carrying):
        there = [one.span for one in cited.dates if not one.clock]
        yield Finding(Reason.DATE_DIFFERS, claimed.span, there[0] if there else None)


def role_findings(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield where giver and receiver changed places: 旺苍给萧山 for 萧山给旺苍.

    Two places of a clause are held against the same two in the clauses that carry its
    figures; who gets may well be named first where the claim says so (从, 获, from).
    """
    theirs = {(giver.stem, receiver.stem): giver for giver, receiver in _roles(source.cited)}
    for giver, receiver in _roles(said):
        turned = theirs.get((receiver.stem, giver.stem))
        if turned is not None and (giver.stem, receiver.stem) not in theirs:
            yield Finding(Reason.PLACE_MISSING, giver.span, turned.span)
            return
    yield from _turned(said, source)
    yield from _by(said, source.cited)


def _turned(said: Facts, source: Source) -> Iterator[Finding]:
    cited = source.cited
    passive = _ENGLISH_RECEIVES if said.english else _RECEIVES
    for giver, receiver in pairwise(_parties(said, source)):
        clause = said.clause(giver.span)
        between = said.text[giver.span.end : receiver.span.start]
        if giver.stem == receiver.stem or not clause.covers(receiver.span):
            continue
        if not between or _is_pair(between) or passive.search(clause.of(said.text)):
            continue
        hands = _ENGLISH_HANDS if said.english else _HANDS
        orders = [
            order
            for text in _clauses_of(said, clause, cited)
            if (order := _order(text, giver.stem, receiver.stem)) is not None
            or (
                (order := _alone(text, giver.stem, receiver.stem)) is not None
                and hands.search(between)
            )
        ]
        if orders and not any(orders):
            yield Finding(Reason.PLACE_MISSING, giver.span)


def _by(said: Facts, cited: Facts) -> Iterator[Finding]:
    """Yield whom a claim names as doer where the cited sentences name another: 由青汀区援建."""
    doers = [place for place in cited.places if cited.text[: place.span.start].endswith("由")]
    for place in said.places:
        if not said.text[: place.span.start].endswith("由") or not doers:
            continue
        if not any(_known(doer, {place.stem}) for doer in doers):
            yield Finding(Reason.PLACE_MISSING, place.span, doers[0].span)


def _parties(said: Facts, source: Source) -> list[Place]:
    """Return the places of a claim and those whom it calls 张某."""
    found = places_of(said, source)
    for match in _SOMEBODY.finditer(said.text):
        found.append(Place(Span(*match.span()), fold(match[0])))
    return sorted(found, key=lambda place: place.span)


def _clauses_of(said: Facts, clause: Span, cited: Facts) -> list[str]:
    """Return the cited clauses that carry the figures of a clause, or all of them."""
    figures = [one for one in said.quantities if clause.covers(one.span)]
    carrying = [one.span for one in cited.quantities for own in figures if consistent(own, one)]
    if carrying:
        return [fold(cited.clause(span).of(cited.text)) for span in carrying]
    return re.split(r"[，,。；;]", cited.folded)


def _is_pair(between: str) -> bool:
    """Say whether what stands between two places joins them as equals."""
    if len(between) <= _BESIDE:
        return bool(_TOGETHER.search(between))
    return any(word in between for word in ("携手", "联合", "共同", " and "))


def _alone(clause: str, giver: str, receiver: str) -> bool | None:
    """Return False where who is said to get does what the clause tells."""
    if giver in clause or _RECEIVES.search(clause) or clause.find(receiver) not in (0, 1):
        return None
    return False


def _order(clause: str, giver: str, receiver: str) -> bool | None:
    """Say whether a clause names two places in this order, None if it does not tell."""
    first, second = clause.find(giver), clause.find(receiver)
    if first < 0 or second < 0 or _RECEIVES.search(clause):
        return None
    if first < second:
        return True
    between = clause[second + len(receiver) : first]
    if _is_pair(between) or len(between) > _APART or not _HANDS.search(clause):
        return None
    return clause.find(giver, second) < clause.find(receiver, second + 1)


def _roles(facts: Facts) -> Iterator[tuple[Place, Place]]:
    """Yield who gives to whom, where both stand in one clause."""
    for giver, receiver in pairwise(facts.places):
        between = facts.text[giver.span.end : receiver.span.start]
        if giver.stem != receiver.stem and len(between) <= _PUT_IN and _TO.search(between):
            yield giver, receiver


def _places_over(facts: Facts, span: Span, *, reach: bool = True) -> list[Place]:
    """Return the places of a figure's clause, else (`reach`) of the nearest one before."""
    clause = facts.clause(span)
    found = _in_clause(facts, span, facts.places)
    if found or not reach:
        return found
    before = [place for place in facts.places if place.span.end <= clause.start]
    if not before:
        return []
    last = facts.clause(before[-1].span)
    return [place for place in before if last.covers(place.span)]


def _in_clause(facts: Facts, span: Span, places: list[Place]) -> list[Place]:
    clause = facts.clause(span)
    return [place for place in places if clause.covers(place.span)]


def _years_over(facts: Facts, span: Span, *, reach: bool = True) -> set[int]:
    clause = facts.clause(span)
    found = years_of([one for one in facts.dates if clause.overlap(one.span)])
    if found or not reach:
        return found
    before = [one for one in facts.dates if one.span.end <= clause.start and years_of([one])]
    return years_of(before[-1:])
