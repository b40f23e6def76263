"""Holding an evaluation against a baseline: has anything got worse?"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.evaluation import Evaluation
from eval.payload import FORMAT, summary_payload
from index.errors import InvalidRecord, InvalidSetting, UnreadableSource

_TOLERANCE = 1e-9  # a value written and read again


@dataclass(frozen=True, slots=True)
class Regression:
    """A measure that fell below its baseline's interval.

    Attributes:
        group: `overall`, or such as `by_kind/figure`.
        measure: The measure's name.
        value: What it is now; None when it is no longer measured.
        baseline: What it was.
        low: The lower end of the baseline's 95 % interval.
    """

    group: str
    measure: str
    value: float | None
    baseline: float
    low: float

    def __str__(self) -> str:
        now = "not measured" if self.value is None else f"{self.value:.3f}"
        return f"{self.group} {self.measure}: {now}, was {self.baseline:.3f}, least {self.low:.3f}"


def write_baseline(evaluation: Evaluation, path: Path) -> None:
    """Write the estimates that later runs are held against; times are left out.

    Raises:
        InvalidSetting: The file cannot be written.
    """
    text = json.dumps(summary_payload(evaluation), ensure_ascii=False, indent=2)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise InvalidSetting(f"the baseline cannot be written: {error}") from error


def regressions(evaluation: Evaluation, path: Path) -> tuple[Regression, ...]:
    """Return every measure that fell below its interval in the baseline.

    Every estimate in the baseline is held, overall, by kind and by split. Higher is
    better for all of them. One that is no longer taken at all has fallen too; one that
    no question gives a score now has not (refusal precision, when nothing is refused).

    Args:
        evaluation: The run to judge.
        path: A file that `write_baseline` wrote.

    Raises:
        UnreadableSource: The file cannot be read.
        InvalidRecord: It is not a baseline.
        InvalidSetting: It was taken on other questions or in another way, so that
            nothing can be concluded.
    """
    baseline = _read(path)
    now = summary_payload(evaluation)
    for key in ("fingerprint", "given_context", "limit"):
        if baseline.get(key) != now[key]:
            raise InvalidSetting(
                f"{path}: the baseline was taken with another {key}"
                f" ({baseline.get(key)!r}, now {now[key]!r}); write a new one"
            )
    try:
        taken = frozenset(evaluation.results[0].scores)
        return tuple(_fallen(_estimates(baseline), dict(_estimates(now)), taken))
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidRecord(f"{path}: not a baseline: {error!r}") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableSource(f"the baseline cannot be read: {error}") from error
    except (ValueError, RecursionError) as error:
        raise InvalidRecord(f"{path}: not JSON: {error}") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise InvalidRecord(f"{path}: not a baseline of format {FORMAT}")
    return found


Named = tuple[tuple[str, str], Mapping[str, float]]


def _estimates(payload: Mapping[str, Any]) -> Iterator[Named]:
    """Yield every estimate with its group and measure."""
    for measure, found in payload["overall"].items():
        yield ("overall", measure), found
    for section in ("by_kind", "by_split"):
        for group, summary in payload[section].items():
            for measure, found in summary.items():
                yield (f"{section}/{group}", measure), found


def _fallen(
    baseline: Iterator[Named],
    now: Mapping[tuple[str, str], Mapping[str, float]],
    taken: frozenset[str],
) -> Iterator[Regression]:
    for (group, measure), was in baseline:
        found = now.get((group, measure))
        if found is None and measure in taken:
            continue
        value = None if found is None else found["value"]
        if value is None or value < was["low"] - _TOLERANCE:
            yield Regression(group, measure, value, was["value"], was["low"])
