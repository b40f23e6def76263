"""Alter true statements of articles, and say how many the proof tells from true ones.

Sentences of articles, and clauses of them, are taken as answers that cite their sentence:
as they stand, with numbers written in another form, or false in one thing
(`eval.altered_answers`). For each kind: how many are passed, and why the others are not;
and the processor time that checking one claim takes, nothing having been read before.

    python -m eval.bench.proof
    python -m eval.bench.proof ../shared/data/crud_news.jsonl.gz --answers 2000
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import process_time

from eval.altered_answers import AlteredAnswer, Change, altered_answers
from eval.bench.offsets import read_articles
from service.claims.facts import read_facts
from service.claims.judge import judge
from service.claims.verdict import Finding, Verdict, verdict_of

SEEDS = Path("seeds/articles")


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement, what the proof found, and the milliseconds of processor time it took."""

    answer: AlteredAnswer
    findings: tuple[Finding, ...]
    milliseconds: float


def main() -> None:
    """Check every statement and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("source", type=Path, nargs="?", default=SEEDS, metavar="PATH")
    parser.add_argument("--answers", type=int, default=2000, help="how many, all kinds together")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, help="print so many mistakes of each kind")
    given = parser.parse_args()
    made = altered_answers(read_articles(given.source), seed=given.seed)
    checked = check(islice(made, given.answers))
    for line in (*table(checked), *mistakes(checked, given.show)):
        sys.stdout.write(f"{line}\n")


def check(answers: Iterable[AlteredAnswer]) -> list[Checked]:
    """Hold statements against the sentences that they cite, each as if it were the first."""
    checked = []
    for answer in answers:
        read_facts.cache_clear()
        start = process_time()
        findings = judge(answer.text, answer.source)
        checked.append(Checked(answer, findings, (process_time() - start) * 1000))
    return checked


def table(checked: Sequence[Checked]) -> list[str]:
    """Return a table in Markdown: a row for each change, and the time that a claim takes."""
    lines = [
        "| change | n | passed | contradicted | unsupported | reasons |",
        "|---|---|---|---|---|---|",
    ]
    for change in Change:
        rows = [one for one in checked if one.answer.change is change]
        if rows:
            lines.append(_row(change, rows))
    for name, kept in (("true", True), ("false", False)):
        rows = [one for one in checked if one.answer.change.is_true is kept]
        passed = sum(not one.findings for one in rows)
        lines += ["", f"{name}: {passed} of {len(rows)} passed ({_share(passed, len(rows))})"]
    times = sorted(one.milliseconds for one in checked) or [0.0]
    half, most = times[len(times) // 2], times[int(len(times) * 0.95)]
    return [
        *lines,
        "",
        f"a claim: p50 {half:.2f} ms, p95 {most:.2f} ms, longest {times[-1]:.1f} ms",
    ]


def _row(change: Change, rows: Sequence[Checked]) -> str:
    verdicts = Counter(verdict_of(one.findings) for one in rows)
    reasons = Counter(finding.reason.value for one in rows for finding in one.findings)
    shares = (
        _share(verdicts[one], len(rows))
        for one in (Verdict.SUPPORTED, Verdict.CONTRADICTED, Verdict.UNSUPPORTED)
    )
    why = ", ".join(f"{name} {count}" for name, count in reasons.most_common(4))
    return f"| {change.value} | {len(rows)} | {' | '.join(shares)} | {why} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def mistakes(checked: Sequence[Checked], most: int) -> list[str]:
    """Return so many statements of each kind that were taken for the opposite, with why."""
    lines = []
    for change in Change:
        wrong = [
            one
            for one in checked
            if one.answer.change is change and change.is_true == bool(one.findings)
        ]
        for one in wrong[:most]:
            why = ", ".join(
                f"{finding.reason.value} {finding.answer_span.of(one.answer.text)}"
                for finding in one.findings
            )
            lines.append(
                f"[{change.value}] {one.answer.text} | {why} | {one.answer.source.cited.text}"
            )
    return lines


if __name__ == "__main__":
    main()
