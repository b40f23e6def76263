"""Train the reading network, from the data folder to the shipped file.

    python -m service.training.questions --data ../shared/data --out QUESTIONS --limit 80000
    python -m service.training.network --data ../shared/data --questions QUESTIONS \
        --out index/models/network --steps 5000 --checkpoint CHECKPOINT
    (the same) --steps 8600 --checkpoint CHECKPOINT --dropped 0.2 --masked 0.05

Three kinds of questions are mixed: those people wrote on encyclopaedia pages in Simplified
(CMRC 2018) and in Traditional Chinese (most articles of DRCD's development set, which the
data's terms leave to a final run), and those made from news (`service.training.questions`);
some are changed so that nothing answers them. A question is read in a window with its answer
and often in one without, and the scores of all their spans, and of there being no answer,
are normalised together (Clark and Gardner, 2018), so that windows and passages can be
compared. The rate stays and falls at the end; the weights written are a moving average of
those trained. A run that was cut goes on from its checkpoint with `--checkpoint`.
The shipped weights come of two runs: what went on from the first without change learnt its
questions by heart, so in the second more columns are dropped and some tokens hidden.
"""

import argparse
import json
import logging
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from index.checksum import write_manifest
from index.rarity import Rarity
from index.script import fold
from index.static_embedder import StaticEmbedder
from service.reader.neural.coded import Coder, Real
from service.reader.neural.network import NO_ANSWER
from service.reader.neural.span_reader import WEIGHTS_FILE
from service.training.span_examples import (
    Batch,
    Batcher,
    Row,
    SpanExample,
    is_held_out,
    is_measured_on,
    read_rows,
    span_examples,
)
from service.training.span_network import SpanNetwork
from service.training.token_vectors import topic_vectors, use_vectors
from service.training.unanswerable import unanswerable

_LOG = logging.getLogger(__name__)
_ALPHABET, _TOPIC, _USE = 6000, 64, 64
_SHARES = (0.33, 0.14, 0.53)  # of a batch: CMRC, DRCD, made from news
_UNANSWERABLE = 0.1  # questions changed so that nothing answers them, for each that stays
_QUESTIONS, _RATE, _LOWEST_RATE, _WARM_UP, _DECAY = 32, 1e-3, 0.02, 200, 0.01
_FALLING = 0.25  # the last part of the steps, in which the rate falls
_AVERAGED = 0.999
_LOGGED = 100
_KEPT = 250  # steps between checkpoints
_NARROW = 8  # tensors with fewer columns stay floats


def main() -> None:
    """Read, train and write the weights with their manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True, help="of training.questions")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--checkpoint", type=Path, help="file to go on from, and to write")
    parser.add_argument("--dropped", type=float, default=0.1, help="share of columns left out")
    parser.add_argument("--masked", type=float, default=0.0, help="share of tokens hidden")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.manual_seed(options.seed)
    embedder, rarity = StaticEmbedder.load(), Rarity.load()
    texts = list(_texts(options.data))
    topic = topic_vectors(embedder.rows(), _TOPIC)
    use = use_vectors(texts, embedder.tokenizer, _USE, seed=options.seed)
    known = alphabet(texts)
    del texts
    coder = Coder(known, embedder.token_cover, rarity)
    kinds = [
        _examples(rows, coder, seed=options.seed)
        for rows in (*_written(options.data), list(read_rows(options.questions)))
    ]
    _LOG.info("%s questions: CMRC, DRCD, made", [len(kind) for kind in kinds])
    network = SpanNetwork(_ALPHABET + 2, np.concatenate([topic, use], axis=1), options.dropped)
    training = Training(network, steps=options.steps, checkpoint=options.checkpoint)
    training.run(mixed(kinds, topic, seed=options.seed, after=training.step, masked=options.masked))
    save(network.tensors() | {"topic": topic, "use": use}, known, options.out)


def _examples(rows: Sequence[Row], coder: Coder, *, seed: int) -> list[SpanExample]:
    changed = unanswerable(rows, share=_UNANSWERABLE, seed=seed)
    return span_examples([*rows, *changed], coder)


def _written(data: Path) -> tuple[list[Row], list[Row]]:
    """Return the questions that people wrote, of CMRC and DRCD, that are trained on."""
    cmrc = read_rows(data / "cmrc2018.train.jsonl.gz")
    drcd = read_rows(data / "drcd.dev.jsonl.gz")
    return (
        [row for row in cmrc if not is_held_out(str(row["context"]))],
        [row for row in drcd if not is_measured_on(str(row["id"]))],
    )


def _texts(data: Path) -> Iterator[str]:
    """Yield the folded texts that characters and their use are learnt from."""
    for row in read_rows(data / "crud_news.jsonl.gz"):
        yield fold(str(row["text"]))
    yield from {fold(str(row["context"])): None for rows in _written(data) for row in rows}


def alphabet(texts: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """Return the most common characters as sorted code points."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    return np.array(sorted(ord(one) for one, _ in counts.most_common(_ALPHABET)), dtype=np.uint32)


def mixed(
    kinds: Sequence[Sequence[SpanExample]],
    likeness: Real,
    *,
    seed: int,
    after: int = 0,
    masked: float = 0.0,
) -> Iterator[Batch]:
    """Yield batches without end, questions of all kinds in each.

    Args:
        kinds: Questions of each kind, in the order of their shares.
        likeness: See `Batcher`.
        seed: With the number of a batch it decides what is in it.
        after: Batches left out, as a run that goes on has seen them.
        masked: See `Batcher`.
    """
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    sources = [_again_and_again(kind, chance) for kind in kinds]
    for number in count():
        drawn = chance.choices(sources, _SHARES, k=_QUESTIONS)
        chosen = [next(source) for source in drawn]
        if number >= after:
            yield Batcher(likeness, seed=seed + number, masked=masked).batch(chosen)


def _again_and_again(
    examples: Sequence[SpanExample], chance: random.Random
) -> Iterator[SpanExample]:
    order = list(range(len(examples)))
    while True:
        chance.shuffle(order)
        yield from (examples[place] for place in order)


class Training:
    """Trains a network in place; its weights end as their own moving average.

    Args:
        network: Trained.
        steps: How many batches the rate is laid out for.
        checkpoint: Gone on from where it is there, and written now and then.
    """

    def __init__(self, network: SpanNetwork, *, steps: int, checkpoint: Path | None = None) -> None:
        self._network, self._steps, self._checkpoint = network, steps, checkpoint
        self._learnt = {
            name: weight for name, weight in network.named_parameters() if weight.requires_grad
        }
        self._optimiser = torch.optim.AdamW(
            self._learnt.values(), lr=_RATE, weight_decay=_DECAY, betas=(0.9, 0.98)
        )
        self._average = {name: one.detach().clone() for name, one in self._learnt.items()}
        self.step = 0
        if checkpoint is not None and checkpoint.exists():
            self._resume(checkpoint)

    def run(self, batches: Iterator[Batch], *, until: int | None = None) -> None:
        """Take the steps that are left.

        Args:
            batches: One a step.
            until: Stop here, with a checkpoint if there is to be one, and not at the end.
        """
        total, last = 0.0, self._steps if until is None else until
        while self.step < last:
            total += self._take(next(batches))
            self.step += 1
            if self.step % _LOGGED == 0:
                _LOG.info("step %d: loss %.3f", self.step, total / _LOGGED)
                total = 0.0
            due = self.step % _KEPT == 0 or self.step == last
            if self._checkpoint is not None and due:
                self._keep(self._checkpoint)
        for name, weight in self._learnt.items():
            weight.data.copy_(self._average[name])

    def _take(self, batch: Batch) -> float:
        for group in self._optimiser.param_groups:
            group["lr"] = _RATE * rate_share(self.step, self._steps)
        value = loss(self._network(batch.question, batch.text), batch)
        self._optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._learnt.values(), 1.0)
        self._optimiser.step()
        keep = min(_AVERAGED, self.step / (self.step + 100))
        for name, weight in self._learnt.items():
            self._average[name].lerp_(weight.detach(), 1 - keep)
        return value.item()

    def _keep(self, file: Path) -> None:
        from safetensors.torch import save_file

        tensors = {"step": torch.tensor(self.step)}
        for name, weight in self._learnt.items():
            state = self._optimiser.state[weight]
            tensors[f"weight {name}"] = weight.detach()
            tensors[f"average {name}"] = self._average[name]
            for moment in _MOMENTS:
                tensors[f"{moment} {name}"] = state[moment]
        beside = file.with_suffix(".part")
        save_file(tensors, beside)
        beside.replace(file)

    def _resume(self, file: Path) -> None:
        from safetensors.torch import load_file

        tensors = load_file(file)
        self.step = int(tensors["step"])
        for name, weight in self._learnt.items():
            weight.data.copy_(tensors[f"weight {name}"])
            self._average[name].copy_(tensors[f"average {name}"])
            self._optimiser.state[weight] = {
                moment: tensors[f"{moment} {name}"] for moment in _MOMENTS
            }


_MOMENTS = ("step", "exp_avg", "exp_avg_sq")  # what AdamW knows of a weight


def rate_share(step: int, steps: int) -> float:
    """Return the part of the full rate that a step takes: rising, full, falling at the end."""
    rising = min(1.0, (step + 1) / _WARM_UP)
    falling = min(1.0, (steps - step) / (_FALLING * steps))
    return rising * max(_LOWEST_RATE, falling)


def loss(scores: Tensor, batch: Batch) -> Tensor:
    """Return minus the log probability of each question's answers, or of there being none.

    Args:
        scores: Shape (windows, n, n).
        batch: Whose windows they are.
    """
    questions = len(batch.unanswered)
    spans = _by_question(scores.flatten(1).logsumexp(1), batch.owner, questions)
    every = torch.logaddexp(spans, torch.full_like(spans, NO_ANSWER))
    window, first, last = batch.gold.T
    right = _by_question(scores[window, first, last], batch.owner[window], questions)
    right = right.where(~batch.unanswered, torch.full_like(right, NO_ANSWER))
    known = torch.isfinite(right)
    mean: Tensor = (every - right)[known].mean()
    return mean


def _by_question(scores: Tensor, owner: Tensor, questions: int) -> Tensor:
    """Return the log of the summed exponentials of each question's scores."""
    nothing = torch.full((questions,), -torch.inf)
    highest = nothing.scatter_reduce(0, owner, scores.detach(), "amax")
    raised = (scores - highest[owner]).exp()
    return torch.zeros(questions).index_add(0, owner, raised).log() + highest


def save(
    tensors: dict[str, Real], known: np.ndarray[tuple[int], np.dtype[np.uint32]], out: Path
) -> None:
    """Write matrices in 8 bits with a scale for each row, the rest as it is."""
    from safetensors.numpy import save_file

    stored: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {"alphabet": known}
    for name, tensor in tensors.items():
        if tensor.ndim == 2 and min(tensor.shape) > _NARROW:
            scale = np.maximum(np.abs(tensor).max(axis=1), 1e-8) / 127
            stored[name] = np.round(tensor / scale[:, None]).astype(np.int8, order="C")
            stored[f"{name}.scale"] = scale.astype(np.float32)
        else:
            stored[name] = np.ascontiguousarray(tensor)
    out.mkdir(parents=True, exist_ok=True)
    save_file(stored, out / WEIGHTS_FILE)
    write_manifest(out, [WEIGHTS_FILE])
    _LOG.info("%s", json.dumps({"bytes": (out / WEIGHTS_FILE).stat().st_size}))


if __name__ == "__main__":
    main()
