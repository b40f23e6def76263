"""What a question asks about, looked for where a claim is cited."""

from collections.abc import Iterator, Sequence

from index.atlas import Atlas
from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.span import Span
from service.claims.abroad import elsewhere
from service.claims.moment import years_of
from service.claims.person import people_asked
from service.claims.source import Source
from service.claims.verdict import Finding, Reason
from service.figures.moment import Bound
from service.question import Language
from service.reader.analysis import Analysis
from service.reader.kindred import Told, another_of_its_kind
from service.reader.numbered import another_number
from service.reader.term import Alternative, Term, TermKind
from service.reader.view import Article, View, window_of

_LOOKS_BACK = 2  # months in which an article still speaks of the year before
_NAME = 1.5  # weight from which a name is quoted or Latin, not merely rare

SUBJECT_REASONS = frozenset({Reason.PLACE_MISSING, Reason.ENTITY_MISSING, Reason.DATE_DIFFERS})
"""Reasons that `subject_findings` gives."""


def subject_findings(question: Analysis, claim: Span, source: Source) -> Iterator[Finding]:
    """Yield what the question asks about and the cited document is not about.

    The places and names asked about must stand in the passage, its title or headings, or
    elsewhere in the document as long as the passage names no other place; the years must
    stand in the cited sentences, before or above them, or be that of the document. Where
    the passage numbers what is asked about (第5号渡口), the number must be among its own.

    Args:
        question: What was asked, taken apart.
        claim: Where the claim stands; what is found is said of it as a whole.
        source: The place cited.
    """
    window = window_of(source.passage, len(source.clean.text))
    view = View.of(source.passage, Article(source.clean, window, Gazetteer.load()), 0)
    english = question.language is Language.ENGLISH
    apart = any(_misses(view, place, question) for place in _places(question))
    if apart or elsewhere(question.text, view, english=english):
        yield Finding(Reason.PLACE_MISSING, claim)
    if not english:
        names = [term for term in question.terms if _is_name(term)]
        names += _foreign_names(question.text) + people_asked(question.text)
        told = "\n".join((view.above, view.text))
        if (
            any(not _stands(view, name) for name in names)
            or another_number(question.text, told)
            or another_of_its_kind(question.text, _told(source, view))
        ):
            yield Finding(Reason.ENTITY_MISSING, claim)
    if not _in_time(question, source):
        yield Finding(Reason.DATE_DIFFERS, claim, _first_date(source))


def _told(source: Source, view: View) -> Told:
    around = "\n".join((view.above, source.before.folded))
    return Told(source.cited.folded, around, view.article.text)


def _places(question: Analysis) -> list[Term]:
    """Return the places that a question names, but for those that `elsewhere` knows better.

    移民美国 is shaped like a place too, and 法兰西 has 兰西 in it.
    """
    places = [term for term in question.terms if term.kind is TermKind.PLACE]
    atlas, text = Atlas.load(), question.text
    abroad = [one.span.of(text) for one in atlas.find(text) + atlas.find_english(text)]
    return [
        one for one in places if not any(name in one.label or one.label in name for name in abroad)
    ]


def _is_name(term: Term) -> bool:
    return term.kind is TermKind.NAME and term.weight >= _NAME


def _foreign_names(question: str) -> list[Term]:
    """Return names written as 迈克尔·乔丹; either side of the dot will do, cut to two characters.

    Where such a name begins and ends cannot be told in a question, but what is next to its
    dot belongs to it.
    """
    return [
        Term(match[0], (Alternative(match["last"]), Alternative(match["first"])), _NAME)
        for match in _FOREIGN.finditer(question)
    ]


_FOREIGN = lazy_pattern(r"(?P<first>[\u4e00-\u9fff]{2})·(?P<last>[\u4e00-\u9fff]{2})")


def _misses(view: View, place: Term, question: Analysis) -> bool:
    """Say whether a passage is about other places than the one asked about."""
    if view.found(place) or view.found_above(place):
        return False
    if not view.in_article(place):
        return True
    asked = [match.span for term in _places(question) for match in view.found(term)]
    return any(not any(span.overlap(known) for known in asked) for span in view.places)


def _stands(view: View, term: Term) -> bool:
    return bool(view.found(term) or view.found_above(term) or view.in_article(term))


def _in_time(question: Analysis, source: Source) -> bool:
    """Say whether a source speaks of the years that a question asks about."""
    asked = {one.year for one in question.moments if one.year is not None and not one.relative}
    if not asked:
        return True
    own = years_of(source.cited.dates)
    if any(one.bound is not Bound.AT for one in source.cited.dates):
        return True  # 以来, 截至: a limit, which may well hold the year asked about
    if own:
        return asked <= own or bool(asked & own)
    around = _years_around(source)
    return not around or bool(asked & around)


def _years_around(source: Source) -> set[int]:
    years = years_of([*source.whole.dates, *source.above.dates])
    years |= {one.start.year for one in source.cited.dates if one.start.year is not None}
    if source.published is None:
        return years
    own = {source.published.year}
    if source.published.month <= _LOOKS_BACK:
        own.add(source.published.year - 1)  # 1至11月 in an article of January
    return years | own


def _first_date(source: Source) -> Span | None:
    dates: Sequence[Span] = [one.span for one in source.cited.dates if not one.clock]
    return dates[0] if dates else None
