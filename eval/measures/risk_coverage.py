"""The risk-coverage curve."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.measures.right import is_right
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


def risk_coverage(outcomes: Sequence[Outcome]) -> tuple[RiskPoint, ...]:
    """Return the risk at every coverage, most confident answers first.

    El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification"
    (2010). Any answer to a question that must be refused is wrong. Answers of one
    confidence come in together, so the curve does not depend on their order.

    Args:
        outcomes: All outcomes of a set; refusals and errors only widen the base.

    Returns:
        One point per different confidence, coverage rising; empty when none was answered.
    """
    answered = sorted(
        (
            (outcome.answer.confidence, is_right(outcome))
            for outcome in outcomes
            if outcome.answer is not None and outcome.answered
        ),
        key=lambda pair: -pair[0],
    )
    points: dict[float, RiskPoint] = {}
    wrong = 0
    for count, (confidence, right) in enumerate(answered, start=1):
        wrong += not right
        points[confidence] = RiskPoint(confidence, count / len(outcomes), wrong / count)
    return tuple(points.values())
