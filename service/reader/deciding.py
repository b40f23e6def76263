"""The words that decide a question of yes or no.

Nothing here says yes or no itself: the sentence that speaks of all that is asked decides, and
the asker reads it there. A denial (`尚未开工`) is part of it.
"""

from collections.abc import Iterable, Sequence

from index.span import Span
from service.reader.analysis import Analysis
from service.reader.sentence import Sentence
from service.reader.term import Term, TermKind

_LONGEST = 60  # characters of an answer; what is longer is cut to the clause that says most
_SUBJECT, _BESIDE = 0.9, 0.5  # worth of a name and of a word that stand beside the sentence
_PAIR = 2  # characters
_NAMING = 0.3  # worth of a name beside other words
_UNSAID = 0.5  # share that is left where what is asked of the subject is not said


def deciding(sentence: Sentence) -> Span:
    """Return the clause of a sentence that says most of what is asked, with what it leaves out.

    Returns:
        In the text of the sentence's view; the whole sentence where nothing of it is asked.
    """
    spans = [match.span for found in sentence.matches.values() for match in found]
    if not spans:
        return _trimmed(sentence, sentence.span)
    said = {clause: sentence.said_in_clause(clause) for clause in map(sentence.clause, spans)}
    best = max(said, key=lambda clause: (_telling(said[clause]), -clause.start))
    run, spoken = best, set(said[best])
    for clause in sorted(said, key=lambda one: abs(one.start - best.start)):
        if not said[clause] <= spoken:
            run = Span(min(run.start, clause.start), max(run.end, clause.end))
            spoken |= said[clause]
    return _trimmed(sentence, run if len(run) <= _LONGEST else best)


def _weight(terms: Iterable[Term]) -> float:
    return sum(term.weight for term in terms)


def _telling(terms: Iterable[Term]) -> float:
    """Weigh what is said of the subject above the subject itself, which stands anywhere."""
    return sum(term.weight * (_NAMING if term.names_subject else 1.0) for term in terms)


def _trimmed(sentence: Sentence, span: Span) -> Span:
    text = span.of(sentence.view.text)
    start = span.start + len(text) - len(text.lstrip())
    return Span(start, max(start + 1, start + len(text.strip().rstrip(",;:。!?"))))


def decides(sentence: Sentence) -> float:
    """Return how much of a yes-or-no question a sentence speaks of, in [0, 1].

    Its own words must stand in the sentence, above all what is asked of the subject; the
    subject itself may stand above or before it.
    """
    terms = sentence.analysis.terms
    total = _weight(terms)
    said = sum(term.weight * _said(term, sentence) for term in terms)
    spoken = said / total if total else 0.0
    asked = _asked(sentence.analysis, [one for one in terms if one.kind is not TermKind.PLACE])
    return spoken if asked is None or _said(asked, sentence) == 1 else spoken * _UNSAID


def _said(term: Term, sentence: Sentence) -> float:
    """Return how much a term counts: 1 where it, or the two words that it joins, are said."""
    if term in sentence.matches or _joins(term, sentence):
        return 1.0
    view = sentence.view
    if term.kind is TermKind.PLACE and sentence.mentions.others_in(sentence.span):
        return 0.0
    if view.found(term) or view.found_above(term):
        return _SUBJECT if term.kind is not TermKind.WORD else _BESIDE
    return 0.0


def _joins(term: Term, sentence: Sentence) -> bool:
    """Say whether a pair is the seam between two words that are said: 头开 in 码头开工."""
    label, said = term.label, [one.label for one in sentence.matches]
    return (
        len(label) == _PAIR
        and any(one.endswith(label[0]) for one in said)
        and any(one.startswith(label[1]) for one in said)
    )


def _asked(analysis: Analysis, words: Sequence[Term]) -> Term | None:
    """Return what is asked of the subject: 开工 in 是否开工 and in 开工了吗."""
    phrase = analysis.expectation.phrase
    places = {term: analysis.text.find(term.label) for term in words}
    behind = [term for term in words if places[term] >= phrase.end]
    before = [term for term in words if 0 <= places[term] < phrase.start]
    if behind:
        return min(behind, key=places.__getitem__)
    return max(before, key=places.__getitem__, default=None)
