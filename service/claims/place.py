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
_RANK = re.compile("[省市县縣区區州盟旗镇鎮乡鄉村]")
_FRAME = r"{}([^，,。；;]{{2,6}}?){}"
_SPACE = re.compile(r"[\s\"'“”‘’「」『』，,。]")


def place_findings(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the places of a claim that the source is not about.

    A place may stand in the cited sentences; or around or above them, but not where the
    cited sentences name a place that the claim leaves out: then it was put in its place.
    """
    named = _places(said, source)
    ours = {place.stem for place in named}
    others = [place for place in source.cited.places if not _known(place, ours)]
    around = source.whole.folded + "\n" + source.above.folded
    for place in named:
        there = replaced(place, said, source.cited)
        if place.stands_in(source.cited.folded):
            if there is None or not _is_place(there, source.cited):
                continue
        elif not others and there is None and place.stands_in(around):
            continue
        rivals = [other.span for other in others]
        yield Finding(Reason.PLACE_MISSING, place.span, there or next(iter(rivals), None))


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


def _places(said: Facts, source: Source) -> list[Place]:
    """Return the places of a claim, with those that only the passage shows to be places."""
    found = list(said.places)
    for stem in {place.stem for place in (*source.whole.places, *source.above.places)}:
        for match in re.finditer(re.escape(stem), said.folded):
            span = said.back(Span(*match.span()))
            if not any(span.overlap(place.span) for place in found):
                found.append(Place(span, stem))
    return sorted(found, key=lambda place: place.span)


def _known(place: Place, ours: set[str]) -> bool:
    return any(place.stem in stem or stem in place.stem for stem in ours)


def name_findings(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the quotations and Latin names of a claim that the document does not hold."""
    text: str | None = None
    for span in _named(said):
        for name in _pieces(said, span):
            if name in _SPACE.sub("", source.cited.folded):
                continue
            text = text or _SPACE.sub("", fold(source.clean.text) + source.above.folded)
            if name not in text:
                long = len(span) >= _QUOTATION
                yield Finding(Reason.QUOTE_NOT_FOUND if long else Reason.ENTITY_MISSING, span)
                break


def _pieces(said: Facts, span: Span) -> list[str]:
    """Return what must stand in the document of a name: its figures are compared elsewhere."""
    text = said.text
    for one in said.counted:
        if span.covers(one):
            text = text[: one.start] + "\0" * len(one) + text[one.end :]
    pieces = (_SPACE.sub("", fold(piece)) for piece in span.of(text).split("\0"))
    return [piece for piece in pieces if piece]


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
    ours = _places_over(said, claimed.span, reach=False)
    if not ours:
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
