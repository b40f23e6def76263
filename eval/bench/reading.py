"""How well the reader reads, the passage given and nothing refused.

Two rows a set: the network alone, and the whole reader, which ranks candidates by rules and
network together. Sets are any that `wenju eval` reads, such as SQuAD's format or gzip JSON
Lines with `question`, `context` and `answers`.

    python -m eval.bench.reading ../shared/data/drcd.dev.jsonl.gz --unseen
    python -m eval.bench.reading ../shared/data/cmrc2018.trial.jsonl.gz --questions 1000
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from eval.dataset import load_dataset
from eval.item import Item, context_document
from eval.measures.character_f1 import unit_f1
from eval.normalise import is_same
from eval.reading import GivenText
from index.document import Document
from index.rarity import Rarity
from index.script import fold, to_script
from index.span import Span
from index.static_embedder import StaticEmbedder
from service.answerer import Answerer
from service.bootstrap import build_answerer
from service.chain import run_steps
from service.question import Question
from service.reader.neural.span_reader import WINDOW, SpanReader
from service.reader.neural.windows import windows
from service.reader.reader import Spot
from service.settings import load_settings
from service.state import State
from service.steps import Generate
from service.training.span_examples import is_measured_on

Reads = Callable[[Question, Document], str]
_SEED = 5


@dataclass(frozen=True, slots=True)
class Score:
    """Shares in percent over the questions of a set.

    Attributes:
        exact: Answers equal to a gold answer, normalised (Rajpurkar et al., 2016).
        f1: Mean F1 over characters with the best gold answer.
    """

    exact: float
    f1: float


def score(items: Sequence[Item], reads: Reads) -> Score:
    """Ask every question of its own text."""
    said = [
        (item, reads(item.question, context_document(item.context or "", None))) for item in items
    ]
    exact = fmean(any(is_same(text, gold) for gold in item.answers) for item, text in said)
    overlap = fmean(max(unit_f1(text, gold) for gold in item.answers) for item, text in said)
    return Score(100 * exact, 100 * overlap)


class NetworkAlone:
    """Answers with the span that the network finds most likely."""

    def __init__(self) -> None:
        self._network = SpanReader.load(StaticEmbedder.load().token_cover, Rarity.load())

    def __call__(self, question: Question, document: Document) -> str:
        """Return the answer, folded."""
        text = fold(document.text)
        whole = windows([Span(0, len(text))], len(text), width=WINDOW)
        odds = self._network.read(fold(question.text), [text], [whole])[0]
        best = next(iter(odds.best(1)), Span(0, 0))
        return best.of(text)


class WholeReader:
    """Answers with the reader's best candidate, however unsure."""

    def __init__(self) -> None:
        nothing = GivenText.of(Document(id="", text="", sha256=""))
        self._answerer: Answerer = build_answerer(
            load_settings(accepted_error=1.0), lambda: nothing, StaticEmbedder.load
        )

    def __call__(self, question: Question, document: Document) -> str:
        """Return the answer, folded; empty when nothing has the shape asked for."""
        best = self._generate.best_reading(self._read(question, document))
        return best.span.of(best.view.text) if best else ""

    def candidates(self, question: Question, document: Document) -> list[Spot]:
        """Return everything that could answer, not scored."""
        return self._generate.candidates(self._read(question, document))

    @property
    def _generate(self) -> Generate:
        generate = self._answerer.steps["generate"]
        assert isinstance(generate, Generate)  # noqa: S101 - the chain's own step
        return generate

    def _read(self, question: Question, document: Document) -> State:
        steps = self._answerer.steps
        search = {name: steps[name] for name in ("condense", "retrieve", "rerank")}
        return run_steps(search, self._answerer.begin(question, GivenText.of(document)))


def asked_in(items: Sequence[Item], script: str | None) -> Iterator[Item]:
    """Yield the items, their questions converted to a script where one is named."""
    for item in items:
        text = to_script(item.question.text, script) if script else item.question.text
        yield replace(item, question=replace(item.question, text=text))


def main() -> None:
    """Read every set and print a row a reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--questions", type=int, default=1000, help="of each set, drawn by seed")
    parser.add_argument("--unseen", action="store_true", help="articles of DRCD not trained on")
    parser.add_argument("--script", choices=["zh-Hans", "zh-Hant"], help="of the questions")
    options = parser.parse_args()
    for path in options.sets:
        items = [item for item in load_dataset(path).items if item.answerable]
        if options.unseen:
            items = [item for item in items if is_measured_on(item.id)]
        random.Random(_SEED).shuffle(items)  # noqa: S311 - not for secrets
        items = list(asked_in(items[: options.questions], options.script))
        for name, reads in (("network alone", NetworkAlone()), ("whole reader", WholeReader())):
            found = score(items, reads)
            row = f"{path.name:32} {name:14} {len(items):5}"
            sys.stdout.write(f"{row} EM {found.exact:5.1f} F1 {found.f1:5.1f}\n")


if __name__ == "__main__":
    main()
