"""Reprints: one report that several outlets carry, to the letter or shortened.

Texts are compared by the character trigrams they share (Broder, "On the resemblance and
containment of documents", 1997). That paper's MinHash sketches spare comparing every pair
of a large collection; here at most some forty passages of one question are compared, so
the shares are computed exactly, and no library is needed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from index.document import CleanDocument
from index.pattern import lazy_pattern
from index.script import fold
from index.sentences import sentence_spans
from index.span import Span
from service.answer import AlsoIn, Citation
from service.draft import Claim
from service.reader.view import View

_SIZE = 3  # characters of a shingle
_FEWEST = 6  # shingles below which a sentence is too short to be known by them
_CONTAINED = 0.8  # share of the shorter sentence that stands in the longer
_RESEMBLING = 0.5  # share of both sentences that stands in both
_CARRIED_OVER = 0.9  # share of a passage that a fuller one repeats
_SAME_NEWS = 31  # days between two printings of one report
_UNWRITTEN = lazy_pattern(r"[\W_]+")
_FIGURE = lazy_pattern(r"\d+(?:,\d{3})*(?:\.\d+)?")


def distinct(
    views: Sequence[View], documents: Callable[[str], CleanDocument], *, limit: int
) -> list[View]:
    """Return the best views that say something of their own: one report has one vote.

    A passage that a better one of another document repeats, figures included, is left out.

    Args:
        views: Best first.
        documents: Gives a passage's document by id.
        limit: Most views to return.
    """
    kept: list[View] = []
    for view in views:
        if len(kept) == limit:
            break
        if not any(_repeats(fuller, view, documents) for fuller in kept):
            kept.append(view)
    return kept


def _repeats(fuller: View, view: View, documents: Callable[[str], CleanDocument]) -> bool:
    names = fuller.passage.document_id, view.passage.document_id
    there, here = shingles(fuller.text), shingles(view.text)
    if names[0] == names[1] or len(here) < _FEWEST:
        return False
    if len(here & there) < _CARRIED_OVER * len(here):
        return False
    dates = [documents(name).document.metadata.published for name in names]
    return figures(view.text) <= figures(fuller.text) and _same_news(*dates)


def _same_news(one: date | None, other: date | None) -> bool:
    """Say whether two dates are so near that 今年 and 本月 mean the same in both documents."""
    return one is None or other is None or abs((one - other).days) <= _SAME_NEWS


def same_sentence(one: str, other: str) -> bool:
    """Say whether one of two folded sentences is the other, perhaps shortened.

    A sentence that gives another figure is none: what differs in the very figure asked for
    is a conflict to be shown, not a reprint.
    """
    first, second = shingles(one), shingles(other)
    shared, fewer = len(first & second), min(len(first), len(second))
    if fewer < _FEWEST or shared < _CONTAINED * fewer:
        return False
    if shared < _RESEMBLING * len(first | second):
        return False
    said, told = figures(one), figures(other)
    return said <= told or told <= said


def also_in(
    citation: Citation, views: Sequence[View], documents: Callable[[str], CleanDocument]
) -> tuple[AlsoIn, ...]:
    """Return the other documents that print a cited sentence.

    Args:
        citation: Its quote is looked for; where it has a highlight, that must stand there too.
        views: Every passage that was retrieved, best first.
        documents: Gives a passage's document by id.

    Returns:
        One place a document, in the order of the views; spans index its original text.
    """
    quote = fold(citation.quote)
    wanted = fold(citation.highlight.of(citation.quote)) if citation.highlight else ""
    found: dict[str, AlsoIn] = {}
    for view in views:
        name = view.passage.document_id
        if name == citation.document_id or name in found:
            continue
        if place := _printed(quote, wanted, view):
            found[name] = _place(view, place, documents(name))
    return tuple(found.values())


def first_printed(
    claim: Claim, views: Sequence[View], documents: Callable[[str], CleanDocument]
) -> Claim:
    """Return a claim as the earliest dated document has it that prints its sentence.

    Args:
        claim: With a highlight, which must stand once in the sentence there.
        views: Every passage that was retrieved.
        documents: Gives a passage's document by id.
    """
    first, earliest = claim, _published(claim.passage.document_id, documents)
    quote = fold(claim.quote_span.of(claim.passage.text))
    wanted = fold(claim.highlight.of(claim.passage.text)) if claim.highlight else ""
    for view in views:
        printed = _published(view.passage.document_id, documents)
        if not wanted or printed >= earliest:
            continue
        place = _printed(quote, wanted, view)
        if place and place.of(view.text).count(wanted) == 1:
            first, earliest = _moved(claim, view, place, wanted), printed
    return first


def _published(name: str, documents: Callable[[str], CleanDocument]) -> date:
    return documents(name).document.metadata.published or date.max


def _moved(claim: Claim, view: View, place: Span, wanted: str) -> Claim:
    start = place.start + place.of(view.text).index(wanted)
    return replace(
        claim,
        passage=view.passage,
        quote_span=view.alignment.to_source(place),
        highlight=view.alignment.to_source(Span(start, start + len(wanted))),
    )


def _printed(quote: str, wanted: str, view: View) -> Span | None:
    """Return where a view prints a folded quote, in `view.text`."""
    if wanted not in view.text:
        return None
    for place in _runs(view.sentences, len(sentence_spans(quote))):
        text = place.of(view.text)
        if wanted in text and same_sentence(quote, text):
            return place
    return None


def _runs(sentences: Sequence[Span], count: int) -> Iterator[Span]:
    """Yield every run of as many sentences as the quote has."""
    for first in range(len(sentences) - count + 1 if count else 0):
        yield Span(sentences[first].start, sentences[first + count - 1].end)


def _place(view: View, place: Span, clean: CleanDocument) -> AlsoIn:
    document = clean.document
    inside = view.alignment.to_source(place).shift(view.passage.clean_span.start)
    span = clean.alignment.to_source(inside)
    return AlsoIn(
        document_id=document.id,
        document_title=document.metadata.title,
        source=document.metadata.source,
        url=document.metadata.url,
        published=document.metadata.published,
        content_sha256=document.sha256,
        span=span,
        cited_text=span.of(document.text),
    )


@lru_cache(maxsize=4096)
def shingles(text: str) -> frozenset[str]:
    """Return the runs of three letters or digits of a folded text, punctuation left out."""
    letters = _UNWRITTEN.sub("", text)
    return frozenset(letters[at : at + _SIZE] for at in range(len(letters) - _SIZE + 1))


@lru_cache(maxsize=4096)
def figures(text: str) -> frozenset[str]:
    """Return the numbers in digits of a folded text, thousands separators left out."""
    return frozenset(found.replace(",", "") for found in _FIGURE.findall(text))
