"""An evaluation as one HTML page that needs nothing else.

Every text that comes from questions, answers or documents is escaped; the page has no
script, and its content policy forbids any request.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from eval.bootstrap import Estimate
from eval.evaluation import Evaluation, ScoredOutcome, Summary
from eval.plots import kinds_plot, latency_plot, risk_plot
from eval.report import LABELS, group_columns, group_size
from eval.selective import Selective
from index.errors import InvalidSetting

TILES = {
    "right_with_citation": "right with a right citation",
    "right": "right",
    "refusal_recall": "refused where due",
    "refusal_precision": "refusals that were due",
    "citation_truth": "citations true to the character",
    "recall@5": "evidence in the first 5 hits",
}

COLUMNS = {
    "right": "right",
    "right_with_citation": "right and cited",
    "exact_match": "exact",
    "character_f1": "F1",
    "citation_precision": "citations right",
    "refusal_recall": "refused",
    "recall@5": "recall@5",
}


def report_page(evaluation: Evaluation) -> str:
    """Return the whole page."""
    template = files("eval").joinpath("templates/report.html").read_text(encoding="utf-8")
    return Template(template).substitute(
        title=escape(f"{evaluation.dataset}: evaluation"),
        about=escape(_about(evaluation)),
        tiles=_tiles(evaluation),
        plots=_plots(evaluation),
        kinds=_group_table("kind", evaluation.by_kind),
        splits=_splits(evaluation),
        overall=_overall_table(evaluation.overall),
        confidence=_confidence_table(evaluation.selective),
        failed=len(evaluation.failures),
        failures=_failures_table(evaluation.failures),
    )


def write_page(evaluation: Evaluation, path: Path) -> None:
    """Write the page to a file.

    Raises:
        InvalidSetting: The file cannot be written.
    """
    try:
        path.write_text(report_page(evaluation), encoding="utf-8")
    except OSError as error:
        raise InvalidSetting(f"the report cannot be written: {error}") from error


def _about(evaluation: Evaluation) -> str:
    answerable = sum(result.outcome.item.answerable for result in evaluation.results)
    mode = (
        "reading alone"
        if evaluation.given_context
        else f"retrieval (first {evaluation.limit}) and reading"
    )
    return (
        f"{len(evaluation.results)} questions, {answerable} of them answerable; {mode}. Intervals"
        f" are 95 %, bootstrap. Question set {evaluation.fingerprint[:12]}."
    )


def _tiles(evaluation: Evaluation) -> str:
    tiles = [
        _tile(
            f"{100 * found.value:.1f}%", label, f"{100 * found.low:.1f} to {100 * found.high:.1f}"
        )
        for name, label in TILES.items()
        if (found := evaluation.overall.get(name)) is not None
    ]
    times = evaluation.latency
    tiles.append(_tile(f"{times.p50:.0f} ms", "median time", f"95 % within {times.p95:.0f} ms"))
    return "".join(tiles)


def _tile(value: str, label: str, detail: str) -> str:
    return f'<div class="tile"><b>{value}</b>{label}<br><small>{detail}</small></div>'


def _plots(evaluation: Evaluation) -> str:
    drawn = {
        "Dealt with as it should be, by kind": kinds_plot(evaluation),
        "Risk and coverage over confidence": risk_plot(evaluation.selective.curve),
        "Time per answer": latency_plot(evaluation),
    }
    return "".join(
        f"<figure><figcaption>{caption}</figcaption>{svg}</figure>"
        for caption, svg in drawn.items()
    )


def _splits(evaluation: Evaluation) -> str:
    if not evaluation.by_split:
        return ""
    table = _group_table("split", evaluation.by_split)
    return f'<h2>By split</h2>\n<div class="sheet">{table}</div>'


def _group_table(heading: str, groups: Mapping[str, Summary]) -> str:
    columns = group_columns(groups, COLUMNS)
    head = [heading, "questions", *(COLUMNS[name] for name in columns)]
    rows = (
        [escape(group), str(group_size(summary)), *(_estimate(summary.get(c)) for c in columns)]
        for group, summary in groups.items()
    )
    return _table(head, rows, classes=["text", *["n"] * (len(columns) + 1)])


def _overall_table(summary: Summary) -> str:
    rows = ([name, _estimate(found), str(found.count)] for name, found in summary.items())
    return _table(["measure", "value", "questions"], rows, classes=["", "n", "n"])


def _confidence_table(found: Selective) -> str:
    rows = (
        [LABELS[name], "–" if value is None else f"{value:.3f}"]
        for name, value in found.figures.items()
    )
    return _table(["at other thresholds", "value"], rows, classes=["text", "n"])


def _estimate(found: Estimate | None) -> str:
    if found is None:
        return "–"
    return f"{found.value:.3f} <small>{found.low:.2f}–{found.high:.2f}</small>"


def _failures_table(failures: Sequence[ScoredOutcome]) -> str:
    head = ["id", "kind", "question", "wanted", "given", "cited", "why"]
    rows = ([escape(cell) for cell in _failure_cells(result)] for result in failures)
    return _table(head, rows, classes=["", "", *["text"] * 4, "why"])


def _failure_cells(result: ScoredOutcome) -> list[str]:
    outcome, answer = result.outcome, result.outcome.answer
    cited = answer.citations if answer is not None else ()
    return [
        outcome.item.id,
        outcome.item.kind,
        outcome.item.question.text,
        " | ".join(outcome.item.answers) or "(a refusal)",
        outcome.error or (answer.text if answer is not None else ""),
        " | ".join(f"{found.document_id}: {found.quote}" for found in cited),
        reason(result),
    ]


def reason(result: ScoredOutcome) -> str:
    """Return in a few words why an outcome counts as a failure."""
    outcome, scores = result.outcome, result.scores
    if outcome.error is not None:
        return "error"
    if (scores["citation_truth"] or 0.0) < 1 and outcome.true_citations:
        return "citation untrue"
    if not outcome.item.answerable:
        return "answered, should refuse"
    if outcome.refused:
        return "refused"
    return "right, not proven" if scores["right"] else "wrong"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, classes: Sequence[str]) -> str:
    """Return a table; cells must be HTML already, classes are one per column."""
    columns = list(zip(head, classes, strict=True))
    heads = "".join(f'<th class="{kind}">{escape(name)}</th>' for name, kind in columns)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="{kind}">{cell}</td>' for cell, kind in zip(row, classes, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
