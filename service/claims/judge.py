"""Holding one claim against one source."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.span import Span
from service.claims.direction import direction_findings
from service.claims.english import english_findings, translates
from service.claims.excerpt import excerpt_findings, is_excerpt
from service.claims.extent import extent_findings
from service.claims.facts import Facts, read_facts
from service.claims.figure import figure_findings
from service.claims.label import label_findings
from service.claims.measured import measured_findings
from service.claims.moment import date_findings
from service.claims.name import name_findings
from service.claims.negation import negation_findings
from service.claims.phase import phase_findings
from service.claims.place import place_findings, role_findings, scope_findings
from service.claims.source import Source
from service.claims.subject import subject_findings
from service.claims.verdict import Finding, Judgement, Reason, verdict_of
from service.reader.analysis import Analysis

_SHORT = 5  # pairs of characters from which words are compared at all
_LEAST = 0.4  # share of a claim's pairs that the passage has, title and headings included


def judge(
    text: str,
    source: Source,
    *,
    question: Analysis | None = None,
    highlight: Span | None = None,
) -> tuple[Finding, ...]:
    """Return what of a claim its source does not carry; nothing when it is proven.

    Every figure must stand in the cited sentences with the same value and unit, and be
    said of the same place and year; every date, place and quotation must stand there or
    where the document says what the passage is about; what is denied must be denied in
    both; and the passage must be about what the question asks.

    Args:
        text: The claim.
        source: The place cited for it.
        question: What was asked, if the claim answers a question.
        highlight: In the passage, where the claim was copied from it.

    Returns:
        Findings whose spans count from the beginning of the claim and of the cited
        sentences.
    """
    whole = Span(0, len(text))
    if not source.stands:
        return (Finding(Reason.NO_SOURCE, whole),)
    asked = [] if question is None else list(subject_findings(question, whole, source))
    if highlight is not None and is_excerpt(text, source, highlight):
        return (*excerpt_findings(text, source, highlight), *asked)
    return (*_unique(_compared(read_facts(text, source.published), source)), *asked)


def _compared(said: Facts, source: Source) -> Iterator[Finding]:
    yield from figure_findings(said, source.cited)
    yield from label_findings(said, source)
    yield from date_findings(said, source)
    yield from place_findings(said, source)
    yield from name_findings(said, source)
    yield from scope_findings(said, source)
    yield from role_findings(said, source)
    yield from negation_findings(said, source.cited)
    yield from direction_findings(said, source.cited)
    yield from phase_findings(said, source.cited)
    yield from extent_findings(said, source.cited)
    yield from measured_findings(said, source)
    if translates(said, source):
        yield from english_findings(said, source)
    if wordless(said, source):
        yield Finding(Reason.NOT_STATED, Span(0, len(said.text)))


def wordless(said: Facts, source: Source) -> bool:
    """Say whether hardly any word of a claim is the passage's."""
    if len(said.pairs) < _SHORT or len(said.pairs & source.cited.pairs) >= _LEAST * len(said.pairs):
        return False
    return bool(source.whole.pairs) and shared(said, source) < _LEAST


def shared(said: Facts, source: Source) -> float:
    """Return the share of a claim's pairs that the passage has or what stands above it."""
    known = source.whole.pairs | source.above.pairs
    return len(said.pairs & known) / len(said.pairs) if said.pairs else 0.0


def _unique(findings: Iterator[Finding]) -> list[Finding]:
    """Leave out what was found of the same words already."""
    kept: dict[tuple[Reason, Span], Finding] = {}
    for finding in findings:
        kept.setdefault((finding.reason, finding.answer_span), finding)
    return list(kept.values())


def judgement(text: str, at: Span, source: Source, findings: Sequence[Finding]) -> Judgement:
    """Return the verdict on a claim, its spans those of the answer and the original.

    Args:
        text: The claim.
        at: Where it stands in the answer.
        source: What it was held against.
        findings: As `judge` returned them.
    """
    placed = tuple(
        replace(
            finding,
            answer_span=finding.answer_span.shift(at.start),
            source_span=None if finding.source_span is None else source.to_raw(finding.source_span),
        )
        for finding in findings
    )
    cited = source.to_raw(Span(0, len(source.quote_span))) if source.stands else None
    document = source.clean.document.id
    return Judgement(text, at, verdict_of(placed), placed, document, cited)
