"""Train the bundled embedding, from the data folder to the shipped files.

    python -m index.training.embedding --data ../shared/data --out index/models/embedding

Reads every set that may be shipped, trains the tokenizer, then the table of token
vectors, measures both on what was held out, and writes the model. One seed decides
everything that is drawn.
"""

import argparse
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import jieba
import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from index.glossary import Glossary
from index.static_embedder import StaticEmbedder
from index.training import corpus
from index.training.batches import Cloze, ClozeTask, PairTask, ParallelTask, Task
from index.training.corpus import Pair
from index.training.measure import HeldOut, figure_lines
from index.training.optimise import Schedule, optimise
from index.training.pseudo_english import pseudo_english, reverse
from index.training.shipping import load_model, save_model
from index.training.tokenizer import train_tokenizer

logger = logging.getLogger(__name__)

OUT = Path("index/models/embedding")
TOKENIZER_NEWS = 4  # one article in this many is enough to learn the pieces from
TOKENIZER_STATUTES = 4
FREQUENCY_WEIGHT = 1e-3
SHARES = {
    "cmrc2018.train": 0.12,
    "squad_dev_noxquad.train": 0.04,
    "squadshifts_reddit.train": 0.015,
    "squadshifts_amazon.train": 0.015,
    "crud_title_body": 0.08,
    "crud_event_summary.train": 0.04,
    "lecoqa_question_answer": 0.015,
    "lecoqa_question_statute.train": 0.02,
    "csl_title_abstract": 0.02,
    "gov_work_report_en_zh": 0.08,
    "anki_tatoeba_en_zh": 0.06,
    "moj_law_en_zhant": 0.06,
    "pseudo_english": 0.10,
    "crud_news": 0.335,
}
PSEUDO_ENGLISH = (
    "cmrc2018.train",
    "crud_title_body",
    "crud_event_summary.train",
    "csl_title_abstract",
)


@dataclass(frozen=True, slots=True)
class TrainingTexts:
    """Everything learned from: pairs by set, and articles as sentences."""

    pairs: dict[str, list[Pair]]
    parallel: dict[str, list[Pair]]
    news: list[list[str]]


def read_texts(data: Path) -> TrainingTexts:
    """Read and fold every set that may be shipped."""
    pairs = {name: corpus.question_pairs(data, name) for name in corpus.QUESTION_SETS}
    pairs |= {name: corpus.text_pairs(data, name) for name in corpus.PAIR_SETS}
    parallel = {
        name: corpus.parallel_pairs(data, name, held_out=False) for name in corpus.PARALLEL_SETS
    }
    return TrainingTexts(pairs, parallel, corpus.news_articles(data))


def tokenizer_texts(texts: TrainingTexts) -> Iterator[str]:
    """Yield what the tokenizer learns its pieces from."""
    for article in texts.news[::TOKENIZER_NEWS]:
        yield "".join(article)
    for name, pairs in texts.parallel.items():
        for pair in pairs[:: TOKENIZER_STATUTES if name.startswith("moj") else 1]:
            yield pair.query
            yield pair.positive
    for pairs in texts.pairs.values():
        yield from (pair.query for pair in pairs)
        yield from dict.fromkeys(pair.positive for pair in pairs)


def make_tasks(
    texts: TrainingTexts, tokenizer: Tokenizer, seed: int
) -> list[tuple[str, Task, float]]:
    """Return every task with its share of the steps."""
    tasks: dict[str, Task] = {
        name: PairTask(pairs, tokenizer) for name, pairs in texts.pairs.items()
    }
    tasks |= {name: ParallelTask(pairs, tokenizer) for name, pairs in texts.parallel.items()}
    terms = reverse(Glossary.load().entries())
    random = np.random.default_rng(seed)
    made = [
        pair
        for name in PSEUDO_ENGLISH
        for _ in range(2)
        for pair in pseudo_english(texts.pairs[name], terms, random)
    ]
    tasks["pseudo_english"] = PairTask(made, tokenizer)
    tasks["crud_news"] = ClozeTask(texts.news, tokenizer, Cloze())
    return [(name, task, SHARES[name]) for name, task in tasks.items()]


@dataclass(frozen=True, slots=True)
class Start:
    """Where a run begins: from nothing, or from a model made before.

    Attributes:
        vocabulary: Tokens of a new model.
        dimension: Of a new model.
        folder: A saved model whose tokenizer and table are trained further.
    """

    vocabulary: int
    dimension: int
    folder: Path | None = None


def begin(texts: TrainingTexts, start: Start) -> Tokenizer:
    """Return the tokenizer that a run begins with."""
    if start.folder is not None:
        return load_model(start.folder)[0]
    return train_tokenizer(tokenizer_texts(texts), vocabulary=start.vocabulary)


def first_table(
    tokenizer: Tokenizer, tasks: Sequence[tuple[str, Task, float]], start: Start, seed: int
) -> nn.EmbeddingBag:
    """Return the table of token vectors that a run begins with.

    A new one has normally distributed rows: of many dimensions, they are nearly
    orthogonal, so that training starts from a measure of shared tokens. A row's length is
    a / (a + frequency), the weighting of Arora, Liang and Ma (2017), which the rows of
    rare tokens keep, being seldom trained.
    """
    if start.folder is not None:
        rows = torch.from_numpy(load_model(start.folder)[1])
        return nn.EmbeddingBag.from_pretrained(rows, freeze=False)
    torch.manual_seed(seed)
    table = nn.EmbeddingBag(tokenizer.get_vocab_size(), start.dimension, mode="mean")
    counts = np.ones(tokenizer.get_vocab_size())
    for _, task, _ in tasks:
        counts += np.bincount(np.concatenate(list(task.passages())), minlength=counts.size)
    weights = FREQUENCY_WEIGHT / (FREQUENCY_WEIGHT + counts / counts.sum())
    with torch.no_grad():
        table.weight.mul_(torch.from_numpy(weights.astype(np.float32))[:, None])
    return table


def train(data: Path, out: Path, start: Start, schedule: Schedule) -> None:
    """Read, train, measure and write."""
    started = time.monotonic()
    texts, held = read_texts(data), HeldOut(data)
    tokenizer = begin(texts, start)
    logger.info("%d tokens after %.0f s", tokenizer.get_vocab_size(), time.monotonic() - started)
    tasks = make_tasks(texts, tokenizer, schedule.seed)
    table = first_table(tokenizer, tasks, start, schedule.seed)
    logger.info("tasks ready after %.0f s", time.monotonic() - started)

    def watch(step: int) -> None:
        save_model(out, tokenizer, table.weight.detach().numpy())
        figures = held.measure(StaticEmbedder.load(out).embed_passages)
        logger.info("step %d\n%s", step, "\n".join(figure_lines(figures)))

    optimise(table, tasks, schedule, watch)
    logger.info("written to %s after %.0f s", out, time.monotonic() - started)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of .jsonl.gz files")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--vocabulary", type=int, default=24_000)
    parser.add_argument("--dimension", type=int, default=512)
    parser.add_argument("--start", type=Path, help="folder of a model to train further")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    jieba.setLogLevel(logging.WARNING)
    torch.set_num_threads(given.threads)
    schedule = Schedule(steps=given.steps, batch=given.batch, rate=given.rate, seed=given.seed)
    start = Start(given.vocabulary, given.dimension, given.start)
    train(given.data, given.out, start, schedule)


if __name__ == "__main__":
    main()
