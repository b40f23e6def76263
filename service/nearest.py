"""What the nearest evidence is about, held against what was asked."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.gazetteer import place_stem
from index.pinyin import syllables
from index.script import to_script
from index.span import Span
from service.answer import RefusalDetail, Subject
from service.draft import Claim
from service.naming import places_named
from service.question import Language
from service.reader.analysis import Analysis
from service.reader.moment import Moment, agree
from service.reader.term import Term, TermKind
from service.reader.view import View

_MOST_NAMED = 3


def compare(analysis: Analysis, nearest: Claim, view: View) -> RefusalDetail:
    """Say in what the nearest evidence is about something else than the question.

    Args:
        analysis: The question.
        nearest: The evidence.
        view: Its passage, prepared for reading.

    Returns:
        Names in the asker's script; for an English asker found places are followed by their
        pinyin. Where nothing differs, all that is known of both sides.
    """
    sentence = view.alignment.to_clean(nearest.quote_span)
    missing = _missing(analysis, view)
    said = _conflicting(analysis.moments, _said(nearest, view, sentence))
    nameless = [term for term in _names(analysis) if not view.in_article(term)]
    differs = [("place", bool(missing)), ("time", bool(said)), ("name", bool(nameless))]
    kinds = tuple(kind for kind, found in differs if found)
    asked = Subject(
        _labels(missing or _places(analysis), analysis.language),
        _times(analysis.moments),
        _labels(nameless or _names(analysis), analysis.language),
    )
    exact = any(moment.month for moment in analysis.moments)
    times = _times(said or view.moments(sentence), exact=exact)
    found = Subject(_found_places(analysis, view, sentence), times)
    return RefusalDetail(kinds, asked, found)


def _places(analysis: Analysis) -> list[Term]:
    return [term for term in analysis.terms if term.kind is TermKind.PLACE]


def _missing(analysis: Analysis, view: View) -> list[Term]:
    """Return the places asked about that neither the passage nor what is above it names."""
    return [one for one in _places(analysis) if not view.found(one) and not view.found_above(one)]


def _names(analysis: Analysis) -> list[Term]:
    """Return the names that can be shown: a rare pair of characters is part of one only."""
    named = [term for term in analysis.terms if term.kind is TermKind.NAME]
    return [term for term in named if len(term.label) > len("竹材")]


def _said(nearest: Claim, view: View, sentence: Span) -> list[list[Moment]]:
    """Return the last date with a year before the answer, and all dates of its sentence."""
    said = view.moments(sentence)
    if nearest.highlight is None:
        return [said]
    place = view.offset + view.alignment.to_clean(nearest.highlight).start
    before = [one for one in said if one.year is not None and one.span.start <= place]
    return [before[-1:], said]


def _conflicting(asked: Sequence[Moment], said: Iterable[Sequence[Moment]]) -> Sequence[Moment]:
    """Return the first dates that speak of another time than the question; none if all agree."""
    return next((moments for moments in said if agree(asked, moments)[0]), ())


def _times(moments: Iterable[Moment], *, exact: bool = True) -> tuple[str, ...]:
    """Write the dates, their years only unless the question is more exact than that."""
    known = [moment for moment in moments if moment.year or moment.month]
    if not exact:
        known = [replace(moment, month=None, day=None) for moment in known if moment.year]
    written = (_written(moment) for moment in known)
    return tuple(dict.fromkeys(written))[:_MOST_NAMED]


def _written(moment: Moment) -> str:
    """Write a date as far as it is known, as ISO 8601 does: `2021-06`, `--06`."""
    year = str(moment.year) if moment.year else "-"
    month = f"-{moment.month:02}" if moment.month else ""
    return year + month + (f"-{moment.day:02}" if month and moment.day else "")


def _labels(terms: Iterable[Term], language: Language) -> tuple[str, ...]:
    if language is Language.ENGLISH:
        return tuple(term.label.title() for term in terms)
    return tuple(to_script(term.label, language) for term in terms)


def _found_places(analysis: Analysis, view: View, sentence: Span) -> tuple[str, ...]:
    """Return the other places that the evidence is about.

    A title names the subject: what the sentence has from there goes before the rest of the
    title, that before what only the sentence names, and that before the whole passage.
    """
    asked = [way.text for term in _places(analysis) for way in term.alternatives if way.text]
    spelled = [way.syllables for term in _places(analysis) for way in term.alternatives]

    def others(text: str) -> list[str]:
        return [
            name
            for name in places_named(text)
            if not any(known in name for known in asked) and not _reads_as(name, spelled)
        ]

    said, above = others(sentence.of(view.text)), others(view.above)
    both = [name for name in said if place_stem(name) in view.above]
    found = both or above or said or others(view.text)
    return tuple(_shown(name, analysis.language) for name in found[:_MOST_NAMED])


def _reads_as(name: str, spelled: Iterable[tuple[str, ...]]) -> bool:
    read = tuple(syllables(name))
    return any(known and read[: len(known)] == known for known in spelled)


def _shown(name: str, language: Language) -> str:
    if language is not Language.ENGLISH:
        return to_script(name, language)
    return f"{name} ({''.join(syllables(name)).capitalize()})"
