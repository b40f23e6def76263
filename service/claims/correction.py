"""Putting a claim right by its source, where the source leaves no choice."""

from collections.abc import Sequence

from service.claims.facts import Facts, read_facts
from service.claims.figure import alike, recognised
from service.claims.judge import judge, shared
from service.claims.source import Source
from service.claims.verdict import Finding, Reason
from service.figures.compare import consistent, same
from service.figures.quantity import Quantity
from service.reader.analysis import Analysis

_FIGURES = frozenset((Reason.FIGURE_DIFFERS, Reason.UNIT_DIFFERS))
_SAME_WORDS = 0.6  # share of the claim's words that the source must have
_NAMED = 2  # characters around the figure that must be the same


def corrected(
    text: str, findings: Sequence[Finding], source: Source, *, question: Analysis | None = None
) -> str | None:
    """Return a claim with the figures of its source, or None where that is a guess.

    Only figures are put right, and only when the cited sentences have one figure of that
    unit, the claim speaks in the words of the source, and the outcome is proven.

    Args:
        text: The claim.
        findings: What `judge` found in it.
        source: The place cited for it.
        question: What was asked, if the claim answers a question.
    """
    if not findings or any(finding.reason not in _FIGURES for finding in findings):
        return None
    said = read_facts(text, source.published)
    if shared(said, source) < _SAME_WORDS:
        return None
    mended = text
    for finding in sorted(findings, key=lambda one: one.answer_span, reverse=True):
        right = _right(finding, said, source.cited)
        if right is None:
            return None
        span = finding.answer_span
        mended = mended[: span.start] + right.span.of(source.cited.text) + mended[span.end :]
    return None if judge(mended, source, question=question) else mended


def _right(finding: Finding, said: Facts, cited: Facts) -> Quantity | None:
    """Return the one figure of the source that can be meant."""
    wrong = next((one for one in said.quantities if one.span == finding.answer_span), None)
    if wrong is None:
        return None
    near = [one for one in cited.quantities if alike(one, wrong)]
    if not near and finding.source_span is not None:
        near = [one for one in cited.quantities if one.span == finding.source_span]
    if not near or not all(same(one, near[0]) for one in near):
        return None
    only = near[0]
    if any(consistent(other, only) for other in said.quantities):
        return None  # it stands in the claim already, as another figure
    return only if recognised(wrong, said, only, cited) >= _NAMED else None
