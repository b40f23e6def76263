"""The risk-coverage curve."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from eval.measures.right import would_be_right
from eval.outcome import Outcome


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What answering only at or above a confidence would have meant.

    Attributes:
        confidence: The threshold.
        coverage: Share of all questions answered then.
        risk: Share of those answers that are wrong.
    """

    confidence: float
    coverage: float
    risk: float


def judged(outcomes: Sequence[Outcome]) -> list[tuple[float, bool]]:
    """Return confidence and rightness of the best answer to each question that has one.

    Any answer to a question that must be refused is wrong. Answers that the threshold
    held back count as they would have been given, if they were asked for
    (`Outcome.unguarded`).
    """
    return [
        (outcome.candidate.confidence, would_be_right(outcome))
        for outcome in outcomes
        if outcome.candidate is not None
    ]


def risk_coverage(outcomes: Sequence[Outcome]) -> tuple[RiskPoint, ...]:
    """Return the risk at every coverage, most confident answers first.

    El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification"
    (2010). Answers of one confidence come in together, so the curve does not depend on
    their order.

    Args:
        outcomes: All outcomes of a set; those without any answer only widen the base.

    Returns:
        One point per different confidence, coverage rising; empty when none was answered.
    """
    points = []
    count = wrong = 0
    for confidence, size, missed in _steps(judged(outcomes)):
        count, wrong = count + size, wrong + missed
        points.append(RiskPoint(confidence, count / len(outcomes), wrong / count))
    return tuple(points)


def area_under(pairs: Sequence[tuple[float, bool]]) -> float | None:
    """Return the mean risk over all numbers of answers given, most confident first.

    AURC of Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks"
    (2017), over what can be answered at all. Within one confidence every order is as
    likely, so the expected risk is taken.

    Args:
        pairs: Confidence and rightness of each answer; see `judged`.

    Returns:
        In [0, 1], lower is better; None without answers.
    """
    total, count, wrong = 0.0, 0, 0
    for _, size, missed in _steps(pairs):
        total += sum((wrong + missed * i / size) / (count + i) for i in range(1, size + 1))
        count, wrong = count + size, wrong + missed
    return total / count if count else None


def coverage_at_risk(points: Sequence[RiskPoint], risk: float) -> float:
    """Return the greatest coverage of the curve at which the risk is no more than this."""
    return max((point.coverage for point in points if point.risk <= risk), default=0.0)


def _steps(pairs: Sequence[tuple[float, bool]]) -> Iterator[tuple[float, int, int]]:
    """Yield each confidence, highest first, with its answers and how many are wrong."""
    ordered = sorted(pairs, key=lambda pair: -pair[0])
    for confidence, group in groupby(ordered, key=lambda pair: pair[0]):
        right = [was_right for _, was_right in group]
        yield confidence, len(right), len(right) - sum(right)
