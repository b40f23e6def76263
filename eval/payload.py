"""An evaluation as JSON, with keys that stay."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from eval.evaluation import Evaluation, ScoredOutcome, Summary
from eval.measures.right import would_be_right
from eval.outcome import Outcome

FORMAT = 1
"""Raised when a key changes its meaning or goes; new keys do not raise it."""


def evaluation_payload(evaluation: Evaluation) -> dict[str, Any]:
    """Return the evaluation as plain values, every question's scores included.

    Estimates are `{"value", "low", "high", "count"}` by measure; times are milliseconds.
    """
    return summary_payload(evaluation) | {
        "latency_ms": asdict(evaluation.latency),
        "risk_coverage": [asdict(point) for point in evaluation.selective.curve],
        "selective": evaluation.selective.figures,
        "items": [_item_payload(result) for result in evaluation.results],
    }


def summary_payload(evaluation: Evaluation) -> dict[str, Any]:
    """Return what two runs of one set are compared by: the estimates, without times."""
    answerable = sum(result.outcome.item.answerable for result in evaluation.results)
    return {
        "format": FORMAT,
        "dataset": evaluation.dataset,
        "fingerprint": evaluation.fingerprint,
        "given_context": evaluation.given_context,
        "limit": evaluation.limit,
        "questions": len(evaluation.results),
        "answerable": answerable,
        "overall": _summary_payload(evaluation.overall),
        "by_kind": _groups_payload(evaluation.by_kind),
        "by_split": _groups_payload(evaluation.by_split),
    }


def _groups_payload(groups: Mapping[str, Summary]) -> dict[str, Any]:
    return {name: _summary_payload(summary) for name, summary in groups.items()}


def _summary_payload(summary: Summary) -> dict[str, Any]:
    return {name: asdict(estimate) for name, estimate in summary.items()}


def _item_payload(result: ScoredOutcome) -> dict[str, Any]:
    item, answer = result.outcome.item, result.outcome.answer
    return {
        "id": item.id,
        "kind": item.kind,
        "split": item.split,
        "question": item.question.text,
        "answers": list(item.answers),
        "answer": answer.text if answer else None,
        "status": answer.status.value if answer else "error",
        "refusal_reason": answer.refusal_reason.value if answer and answer.refusal_reason else None,
        "confidence": answer.confidence if answer else None,
        "candidate": _candidate_payload(result.outcome),
        "cited": [
            {
                "document_id": cited.document_id,
                "start_char_index": cited.span.start,
                "end_char_index": cited.span.end,
                "quote": cited.quote,
            }
            for cited in (answer.citations if answer else ())
        ],
        "error": result.outcome.error,
        "milliseconds": result.outcome.milliseconds,
        "failed": result.failed,
        "scores": dict(result.scores),
    }


def _candidate_payload(outcome: Outcome) -> dict[str, Any] | None:
    """Return what would have been answered at any confidence; None where nothing would."""
    best = outcome.candidate
    if best is None:
        return None
    return {"text": best.text, "confidence": best.confidence, "right": would_be_right(outcome)}
