"""How well confidence tells right answers from wrong ones, in a few figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.measures.calibration_error import calibration_error
from eval.measures.coverage_at_refusal import coverage_at_refusal
from eval.measures.risk_coverage import (
    RiskPoint,
    area_under,
    coverage_at_risk,
    judged,
    risk_coverage,
)
from eval.outcome import Outcome

RISKS = (0.05, 0.1, 0.2)
"""Shares of wrong answers at which the coverage is told."""


@dataclass(frozen=True, slots=True)
class Selective:
    """What could be had at other thresholds than the one in force.

    Attributes:
        curve: Risk at every coverage; see `risk_coverage`.
        area: Area under the curve, lower is better; None without answers.
        coverage: Greatest coverage at each of `RISKS`.
        at_refusal: Share of answerable questions answered right when 90 % of the others
            are refused; None when there are none of either.
        calibration_error: Mean distance of confidence from rightness; None without answers.
    """

    curve: tuple[RiskPoint, ...]
    area: float | None
    coverage: Mapping[float, float]
    at_refusal: float | None
    calibration_error: float | None

    @property
    def figures(self) -> dict[str, float | None]:
        """The figures by stable names, such as `coverage@risk5`."""
        return {
            "aurc": self.area,
            **{f"coverage@risk{risk:.0%}"[:-1]: found for risk, found in self.coverage.items()},
            "right@refusal90": self.at_refusal,
            "calibration_error": self.calibration_error,
        }


def selective(outcomes: Sequence[Outcome]) -> Selective:
    """Work the figures out from the confidence of every outcome."""
    pairs, curve = judged(outcomes), risk_coverage(outcomes)
    return Selective(
        curve=curve,
        area=area_under(pairs),
        coverage={risk: coverage_at_risk(curve, risk) for risk in RISKS},
        at_refusal=coverage_at_refusal(outcomes),
        calibration_error=calibration_error(pairs),
    )
