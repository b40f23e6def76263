"""Where in a passage a statement's quote stands, or the sentence that says it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.pattern import lazy_pattern
from index.script import fold, fold_aligned
from index.sentences import sentence_spans
from index.span import Span
from prompts.packing import PackedPassage

_IGNORED = lazy_pattern(r"[\s\"'“”‘’「」『』«»]")
_EDGES = " \t。，．.,；;：:…！!？?"
_SHORTEST_QUOTE = 2  # characters
_UNQUOTED_SCORE = 0.9  # at most, for a sentence that no quote pointed at
_SAME = 0.3  # share of a statement's bigrams that its sentence must have, given its figures
_SAME_WITHOUT_FIGURES = 0.55
_FOLDED_SCORE = 0.95
_FIGURE = lazy_pattern(
    r"\d+(?:[.,]\d+)*[十百千万亿%‰]*|[〇零一二两三四五六七八九十百千万亿]{2,}|[一二两三四五六七八九十](?=[年月日%亿万])"
)

_UNIT = lazy_pattern(
    r"平方米|平方公里|立方米|公里|公顷|公斤|千克|美元|港元|欧元|百分点|[元亩人个家户名吨米件座条只头株所届次倍年月日]"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in a passage that may carry a statement.

    Attributes:
        quote_span: Whole sentences, in `passage.text`.
        highlight: The part that is the answer itself, in `passage.text`, or None.
        score: In [0, 1]: 1 for a quote found to the letter, less for a looser match.
    """

    quote_span: Span
    highlight: Span | None
    score: float


def locate_quote(quote: str, statement: str, entry: PackedPassage) -> Evidence | None:
    """Find a quote in what was shown of a passage.

    It is looked for to the letter, then ignoring white space, quotation marks, width and
    script. Where it stands more than once, the place whose sentence is most like the
    statement counts.

    Returns:
        The sentences that hold the quote; None when it is not there.
    """
    wanted = quote.strip(_EDGES)
    if len(wanted) < _SHORTEST_QUOTE:
        return None
    shown = entry.text
    exact = [Span(at, at + len(wanted)) for at in _occurrences(wanted, shown)]
    places = exact or list(_folded_places(wanted, shown))
    if not places:
        return None
    covers = [(_sentences_over(shown, place), place) for place in places]
    cover, place = max(covers, key=lambda pair: likeness(statement, pair[0].of(shown)))
    score = 1.0 if exact else _FOLDED_SCORE
    part = wanted if exact else place.of(shown)
    whole = part.strip(_EDGES) == cover.of(shown).strip(_EDGES)
    highlight = _first_figure(statement, shown, cover) if whole else place
    return _in_passage(entry, Evidence(cover, highlight, score))


def best_sentence(statement: str, entry: PackedPassage) -> Evidence | None:
    """Return the sentence most like a statement, if it has every figure of the statement."""
    needed = figures(statement)
    least = _SAME if needed else _SAME_WITHOUT_FIGURES
    best: tuple[float, Span] | None = None
    for span in sentence_spans(entry.text):
        sentence = span.of(entry.text)
        if not needed <= figures(sentence):
            continue
        score = likeness(statement, sentence) * _UNQUOTED_SCORE
        if score >= least and (best is None or score > best[0]):
            best = score, span
    if best is None:
        return None
    score, span = best
    return _in_passage(entry, Evidence(span, _first_figure(statement, entry.text, span), score))


def figures(text: str) -> frozenset[str]:
    """Return the numbers of a text with the multiplier behind them, as written, folded."""
    return frozenset(figure.replace(",", "") for figure in _FIGURE.findall(fold(text)))


def likeness(statement: str, sentence: str) -> float:
    """Return the share of a statement's character bigrams that a sentence has, in [0, 1]."""
    wanted = _bigrams(statement)
    return len(wanted & _bigrams(sentence)) / len(wanted) if wanted else 0.0


def _bigrams(text: str) -> set[str]:
    letters = re.sub(r"[\W_]", "", fold(text))
    return {letters[at : at + 2] for at in range(len(letters) - 1)}


def _occurrences(wanted: str, text: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def _folded_places(quote: str, text: str) -> Iterator[Span]:
    folded, alignment = fold_aligned(text)
    kept = [at for at, letter in enumerate(folded) if not _IGNORED.match(letter)]
    squeezed = "".join(folded[at] for at in kept)
    wanted = _IGNORED.sub("", fold(quote)).strip(_EDGES)
    if len(wanted) < _SHORTEST_QUOTE:
        return
    for at in _occurrences(wanted, squeezed):
        yield alignment.to_source(Span(kept[at], kept[at + len(wanted) - 1] + 1))


def _sentences_over(text: str, place: Span) -> Span:
    touched = [sentence for sentence in sentence_spans(text) if sentence.overlap(place)]
    if not touched:
        return place
    return Span(min(touched[0].start, place.start), max(touched[-1].end, place.end))


def _first_figure(statement: str, text: str, within: Span) -> Span | None:
    """Return where the first number of `within` stands that the statement repeats."""
    wanted = figures(statement)
    folded, alignment = fold_aligned(within.of(text))
    for match in _FIGURE.finditer(folded):
        if match[0].replace(",", "") in wanted:
            unit = _UNIT.match(folded, match.end())
            end = unit.end() if unit else match.end()
            return alignment.to_source(Span(match.start(), end)).shift(within.start)
    return None


def _in_passage(entry: PackedPassage, evidence: Evidence) -> Evidence:
    """Move spans from what was shown to the whole text of the passage."""
    offset = entry.shown.start
    highlight = evidence.highlight.shift(offset) if evidence.highlight else None
    return Evidence(evidence.quote_span.shift(offset), highlight, evidence.score)
