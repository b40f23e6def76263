"""An evaluation as tables in a terminal."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.bootstrap import Estimate
from eval.evaluation import Evaluation, Summary
from eval.selective import Selective
from service.cli.show import printable

MAIN = {
    "right": "right",
    "right_with_citation": "cited",
    "character_f1": "F1",
    "refusal_recall": "refused",
    "recall@5": "recall@5",
}
"""Measures shown for each kind, with headings short enough for 80 columns."""


LABELS = {
    "aurc": "area under the risk-coverage curve",
    "coverage@risk5": "answered with 5 % of answers wrong",
    "coverage@risk10": "answered with 10 % of answers wrong",
    "coverage@risk20": "answered with 20 % of answers wrong",
    "right@refusal90": "right, with 90 % of the unanswerable refused",
    "calibration_error": "expected calibration error",
}
"""What the figures of `eval.selective` are called."""


def show_evaluation(evaluation: Evaluation, console: Console) -> None:
    """Print the estimates over all questions, then the main ones by kind and split.

    Args:
        evaluation: What to show.
        console: Where to.
    """
    console.print(_overall_table(evaluation))
    console.print(_group_table("Kind", evaluation.by_kind))
    if evaluation.by_split:
        console.print(_group_table("Split", evaluation.by_split))
    console.print(_confidence_table(evaluation.selective))
    times = evaluation.latency
    console.print(
        f"{len(evaluation.results)} questions, {len(evaluation.failures)} failed; milliseconds"
        f" per answer: median {times.p50:.0f}, 95 % {times.p95:.0f}, 99 % {times.p99:.0f}",
        highlight=False,
        soft_wrap=True,
    )


def _overall_table(evaluation: Evaluation) -> Table:
    mode = "reading alone" if evaluation.given_context else "retrieval and reading"
    table = Table(title=Text(printable(f"{evaluation.dataset}: {mode}")), title_justify="left")
    table.add_column("Measure")
    for heading in ("Value", "95 % interval", "Questions"):
        table.add_column(heading, justify="right")
    for name, estimate in evaluation.overall.items():
        interval = f"{estimate.low:.3f} to {estimate.high:.3f}"
        table.add_row(name, f"{estimate.value:.3f}", interval, str(estimate.count))
    return table


def _group_table(heading: str, groups: Mapping[str, Summary]) -> Table:
    table = Table(heading, title=f"By {heading.lower()}", title_justify="left")
    columns = group_columns(groups, MAIN)
    table.columns[0].overflow = "fold"
    table.add_column("n", justify="right", no_wrap=True)
    for name in columns:
        table.add_column(MAIN[name], justify="right", no_wrap=True)
    for group, summary in groups.items():
        cells = (_cell(summary.get(name)) for name in columns)
        table.add_row(Text(printable(group)), str(group_size(summary)), *cells)
    return table


def _confidence_table(found: Selective) -> Table:
    table = Table("At other thresholds", title="Confidence", title_justify="left")
    table.add_column("Value", justify="right", no_wrap=True)
    for name, value in found.figures.items():
        table.add_row(LABELS[name], "–" if value is None else f"{value:.3f}")
    return table


def group_columns(groups: Mapping[str, Summary], wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the wanted measures that some group has."""
    found = {name for summary in groups.values() for name in summary}
    return tuple(name for name in wanted if name in found)


def group_size(summary: Summary) -> int:
    """Return how many questions a group has: accuracy is defined for every one."""
    return summary["accuracy"].count


def _cell(estimate: Estimate | None) -> str:
    return "–" if estimate is None else f"{estimate.value:.3f}"
