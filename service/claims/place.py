"""Places and names of a claim, looked for in the cited sentences and around them."""

import re
from collections.abc import Iterator

from index.script import fold
from index.span import Span
from service.claims.facts import Facts, Place
from service.claims.figure import alike
from service.claims.moment import years_of
from service.claims.source import Source
from service.claims.verdict import Finding, Reason
from service.figures.compare import consistent
from service.figures.quantity import Quantity

_QUOTED = re.compile(r"[“\"「『《‘]([^”\"」』》’]{2,60})[”\"」』》’]")
_LATIN = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ0-9+.\-]*[A-Za-z0-9]")
_QUOTATION = 12  # characters from which what stands in quotation marks is no name
_SPACE = re.compile(r"[\s\"'“”‘’「」『』，,。]")


def place_findings(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the places of a claim that the source is not about.

    A place may stand in the cited sentences; or around or above them, but not where the
    cited sentences name a place that the claim leaves out: then it was put in its place.
    """
    ours = {place.stem for place in said.places}
    others = [place for place in source.cited.places if not _known(place, ours)]
    around = source.whole.folded + "\n" + source.above.folded
    for place in said.places:
        if place.stem in source.cited.folded:
            continue
        if others or place.stem not in around:
            yield Finding(Reason.PLACE_MISSING, place.span, others[0].span if others else None)


def _known(place: Place, ours: set[str]) -> bool:
    return any(place.stem in stem or stem in place.stem for stem in ours)


def name_findings(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the quotations and Latin names of a claim that the document does not hold."""
    text: str | None = None
    for span in _named(said):
        name = _SPACE.sub("", fold(span.of(said.text)))
        if name and name not in _SPACE.sub("", source.cited.folded):
            text = text or _SPACE.sub("", fold(source.clean.text) + source.above.folded)
            if name not in text:
                long = len(name) >= _QUOTATION
                reason = Reason.QUOTE_NOT_FOUND if long else Reason.ENTITY_MISSING
                yield Finding(reason, span)


def _named(said: Facts) -> Iterator[Span]:
    yield from (Span(*match.span(1)) for match in _QUOTED.finditer(said.text))
    for match in _LATIN.finditer(said.text):
        span = Span(*match.span())
        if not any(span.overlap(other) for other in said.counted):
            yield span


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
        yield from _moved_place(claimed, carrying, others, said, cited)
        yield from _moved_year(claimed, carrying, others, said, cited)


def _moved_place(
    claimed: Quantity, carrying: list[Quantity], others: list[Quantity], said: Facts, cited: Facts
) -> Iterator[Finding]:
    ours = {place.stem for place in _places_over(said, claimed.span, reach=False)}
    if not ours:
        return
    scopes = [_places_over(cited, one.span) for one in carrying]
    if any(not scope or ours & {place.stem for place in scope} for scope in scopes):
        return
    theirs = {place.stem for one in others for place in _places_over(cited, one.span)}
    own = [_places_over(cited, one.span, reach=False) for one in carrying]
    if ours & theirs or all(own):
        place = _places_over(said, claimed.span, reach=False)[0]
        yield Finding(Reason.PLACE_MISSING, place.span, scopes[0][0].span)


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


def _places_over(facts: Facts, span: Span, *, reach: bool = True) -> list[Place]:
    """Return the places of a figure's clause, else (`reach`) of the nearest one before."""
    clause = facts.clause(span)
    found = [place for place in facts.places if clause.covers(place.span)]
    if found or not reach:
        return found
    before = [place for place in facts.places if place.span.end <= clause.start]
    if not before:
        return []
    last = facts.clause(before[-1].span)
    return [place for place in before if last.covers(place.span)]


def _years_over(facts: Facts, span: Span, *, reach: bool = True) -> set[int]:
    clause = facts.clause(span)
    found = years_of([one for one in facts.dates if clause.overlap(one.span)])
    if found or not reach:
        return found
    before = [one for one in facts.dates if one.span.end <= clause.start and years_of([one])]
    return years_of(before[-1:])
