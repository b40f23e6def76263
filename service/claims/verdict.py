"""What checking a claim found, and why."""

from dataclasses import dataclass
from enum import StrEnum

from index.span import Span


class Verdict(StrEnum):
    """What checking a claim against its source found."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"  # the source says something else at this place
    UNSUPPORTED = "unsupported"  # the source does not say it
    NEAREST = "nearest_evidence"  # shown with a refusal; supports no claim


class Reason(StrEnum):
    """Why a claim is not carried by its source."""

    FIGURE_DIFFERS = "figure_differs"
    UNIT_DIFFERS = "unit_differs"
    FIGURE_MISSING = "figure_missing"
    DATE_DIFFERS = "date_differs"
    PLACE_MISSING = "place_missing"
    ENTITY_MISSING = "entity_missing"
    NEGATION_DIFFERS = "negation_differs"
    QUOTE_NOT_FOUND = "quote_not_found"
    NOT_STATED = "not_stated"  # the words of the claim are hardly those of the source
    NO_SOURCE = "no_source"  # nothing is cited, or not what the document says


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in a claim that its source does not carry.

    Attributes:
        reason: What is wrong.
        answer_span: Where, in the text of the answer.
        source_span: What the source says instead, in the original text; None where it
            says nothing of the kind. While a claim is checked both spans count from the
            beginning of the statement and of the cited place.
    """

    reason: Reason
    answer_span: Span
    source_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one claim.

    Attributes:
        text: The claim as it was made.
        answer_span: Where it stands in the answer.
        verdict: Supported, contradicted or unsupported.
        findings: Why not supported; empty when it is.
        document_id: The document that it was held against, if any.
        source_span: The cited place in that document's original text, if any.
        corrected: What the answer says in its place, where the source was unambiguous.
    """

    text: str
    answer_span: Span
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    document_id: str | None = None
    source_span: Span | None = None
    corrected: str | None = None


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """Return the verdict that findings amount to.

    A claim is contradicted when the source says something else in its place, and
    unsupported when the source says nothing of the kind.
    """
    if not findings:
        return Verdict.SUPPORTED
    said_otherwise = any(finding.source_span is not None for finding in findings)
    return Verdict.CONTRADICTED if said_otherwise else Verdict.UNSUPPORTED
