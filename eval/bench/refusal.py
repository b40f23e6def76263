"""Ask near misses, and say how many are refused and what that costs.

Questions of validation sets are changed so that they look answerable and are not
(`eval.near_miss`). For each kind: how many are refused at the threshold in force and why;
and, when the threshold is moved so that 90 % of the kind are refused, how many of the
questions it was made from are answered right. Nothing here is ever trained on.

    python -m eval.bench.refusal --data ../shared/data
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from eval.dataset import Dataset, load_dataset
from eval.item import Item
from eval.measures.calibration_error import calibration_error
from eval.measures.coverage_at_refusal import REFUSED, refusing_threshold, right_above
from eval.measures.risk_coverage import area_under, judged
from eval.near_miss import Kind, Maker
from eval.outcome import Outcome
from eval.reading import AnswersFrom
from eval.unguarded import unguarded
from index.static_embedder import StaticEmbedder
from service.answer import Status
from service.bootstrap import build_answerer, open_local_library
from service.settings import load_settings
from service.state import Corpus

SETS = ("drcd.dev", "cmrc2018.trial", "antiterror_news.val")


@dataclass(frozen=True, slots=True)
class Guarded:
    """An answerer with its threshold, and the same without."""

    answerer: AnswersFrom
    unguarded: AnswersFrom

    def ask(self, item: Item, corpus: Corpus) -> Outcome:
        """Ask one question; what is refused is asked again without the threshold."""
        start = perf_counter()
        answer = self.answerer.answer_from(item.question, corpus)
        elapsed = (perf_counter() - start) * 1000
        again = None
        if answer.status is Status.REFUSED:
            again = self.unguarded.answer_from(item.question, corpus)
        return Outcome(item, answer, None, elapsed, unguarded=again)


def main() -> None:
    """Measure every set and print a table of each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder of .jsonl.gz files")
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--questions", type=int, default=400, help="near misses a set, all kinds")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    for name in given.sets:
        start = perf_counter()
        dataset = load_dataset(given.data / f"{name}.jsonl.gz")
        for line in measure(dataset, given.questions // len(Kind), given.seed):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        sys.stdout.write(f"({name}: {perf_counter() - start:.0f} s)\n\n")


def measure(dataset: Dataset, count: int, seed: int) -> list[str]:
    """Return a set's table, in Markdown, a line for each kind.

    Args:
        dataset: Questions with their contexts, which are all indexed together.
        count: Most near misses of a kind.
        seed: Decides which.
    """
    with TemporaryDirectory(prefix="wenju-bench-") as folder:
        settings = load_settings(store=Path(folder) / "store")
        library = open_local_library(settings)
        library.add(dataset.documents)
        corpus, embedder = library.corpus(), cache(StaticEmbedder.load)
        pair = Guarded(
            build_answerer(settings, library.corpus, embedder),
            build_answerer(unguarded(settings) or settings, library.corpus, embedder),
        )
        maker = Maker(dataset.items, dataset.documents, corpus, seed=seed)
        answered = cache(lambda item: pair.ask(item, corpus))
        lines = list(_HEAD)
        everything: dict[str, Outcome] = {}
        for kind in Kind:
            made = maker.make(kind, count)
            misses = [pair.ask(one.item, one.corpus) for one in made]
            sources = [answered(one.source) for one in made]
            everything |= {one.item.id: one for one in (*misses, *sources)}
            lines.append(row(f"{dataset.name} {kind}", misses, sources))
        return [*lines, "", _summary(dataset.name, list(everything.values()))]


_HEAD = (
    "| near misses | n | refused now | why | sources right now | right at any confidence |"
    " right at 90 % refused | kept |",
    "|---|---|---|---|---|---|---|---|",
)


def row(name: str, misses: Sequence[Outcome], sources: Sequence[Outcome]) -> str:
    """Return a table's row of one kind of near misses.

    Args:
        name: What they are called.
        misses: Must be refused.
        sources: The questions they were made from, answerable.
    """
    if not misses:
        return f"| {name} | 0 | – | – | – | – | – | – |"
    refused = [one for one in misses if one.refused]
    reasons = Counter(
        one.answer.refusal_reason for one in refused if one.answer and one.answer.refusal_reason
    )
    why = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
    now = [one for one in sources if one.answered]
    most = right_above(sources, float("-inf"))
    held = right_above(sources, refusing_threshold(misses))
    cells = [
        f"{len(refused) / len(misses):.3f}",
        why,
        f"{right_above(now, float('-inf')) * len(now) / len(sources) if now else 0:.3f}",
        f"{most:.3f}",
        f"{held:.3f}",
        f"{held / most:.3f}" if most else "–",
    ]
    return f"| {name} | {len(misses)} | {' | '.join(cells)} |"


def _summary(name: str, outcomes: Sequence[Outcome]) -> str:
    pairs = judged(outcomes)
    area, error = area_under(pairs), calibration_error(pairs)
    misses = [one for one in outcomes if not one.item.answerable]
    sources = [one for one in outcomes if one.item.answerable]
    held = right_above(sources, refusing_threshold(misses))
    return (
        f"{name}: {len(misses)} near misses and {len(sources)} of their sources: right at"
        f" {REFUSED:.0%} refused {held:.3f}, area under the risk-coverage curve"
        f" {area or 0:.3f}, calibration error {error or 0:.3f}"
    )


if __name__ == "__main__":
    main()
