"""Train the reading network, from the data folder to the shipped file.

    python -m service.training.questions --data ../shared/data --out QUESTIONS --limit 80000
    python -m service.training.network --data ../shared/data --questions QUESTIONS \
        --out index/models/network

Two kinds of questions are mixed: those people wrote on encyclopaedia pages (CMRC 2018) and
those made from news (`service.training.questions`). A question is read in a window with its
answer and one without, and the scores of all their spans are normalised together (Clark and
Gardner, 2018), so that windows and passages can be compared. The weights written are a
moving average of those trained. About 150,000 questions take two hours on two cores.
"""

import argparse
import json
import logging
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from index.checksum import write_manifest
from index.rarity import Rarity
from index.script import fold
from index.static_embedder import StaticEmbedder
from service.reader.neural.coded import Coder, Real
from service.reader.neural.span_reader import WEIGHTS_FILE
from service.training.span_examples import (
    Batch,
    Batcher,
    SpanExample,
    is_held_out,
    read_rows,
    span_examples,
)
from service.training.span_network import SpanNetwork
from service.training.token_vectors import topic_vectors, use_vectors

_LOG = logging.getLogger(__name__)
_ALPHABET, _TOPIC, _USE = 6000, 64, 64
_MADE = 0.6  # share of made questions in a batch
_QUESTIONS, _RATE, _LOWEST_RATE, _WARM_UP, _DECAY = 32, 1e-3, 0.02, 200, 0.01
_AVERAGED = 0.999
_LOGGED = 100
_NARROW = 8  # tensors with fewer columns stay floats


def main() -> None:
    """Read, train and write the weights with their manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True, help="of training.questions")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.manual_seed(options.seed)
    embedder, rarity = StaticEmbedder.load(), Rarity.load()
    texts = list(_texts(options.data))
    topic = topic_vectors(embedder.rows(), _TOPIC)
    use = use_vectors(texts, embedder.tokenizer, _USE, seed=options.seed)
    coder = Coder(alphabet(texts), embedder.token_cover, rarity)
    written = [row for row in _written(options.data) if not is_held_out(str(row["context"]))]
    people, made = span_examples(written, coder), span_examples(read_rows(options.questions), coder)
    _LOG.info("%d questions by people, %d made", len(people), len(made))
    network = SpanNetwork(_ALPHABET + 2, np.concatenate([topic, use], axis=1))
    batches = mixed(people, made, Batcher(topic, seed=options.seed), seed=options.seed)
    train(network, batches, steps=options.steps)
    save(network.tensors() | {"topic": topic, "use": use}, alphabet(texts), options.out)


def _written(data: Path) -> Iterator[dict[str, object]]:
    for row in read_rows(data / "cmrc2018.train.jsonl.gz"):
        yield dict(row)


def _texts(data: Path) -> Iterator[str]:
    """Yield the folded texts that characters and their use are learnt from."""
    for row in read_rows(data / "crud_news.jsonl.gz"):
        yield fold(str(row["text"]))
    yield from {fold(str(row["context"])): None for row in _written(data)}


def alphabet(texts: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """Return the most common characters as sorted code points."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    return np.array(sorted(ord(one) for one, _ in counts.most_common(_ALPHABET)), dtype=np.uint32)


def mixed(
    people: Sequence[SpanExample], made: Sequence[SpanExample], batcher: Batcher, *, seed: int
) -> Iterator[Batch]:
    """Yield batches without end, questions of both kinds in each."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    sources = [_again_and_again(kind, chance) for kind in (people, made)]
    while True:
        chosen = [next(sources[chance.random() < _MADE]) for _ in range(_QUESTIONS)]
        yield batcher.batch(chosen)


def _again_and_again(
    examples: Sequence[SpanExample], chance: random.Random
) -> Iterator[SpanExample]:
    order = list(range(len(examples)))
    while True:
        chance.shuffle(order)
        yield from (examples[place] for place in order)


def train(network: SpanNetwork, batches: Iterator[Batch], *, steps: int) -> None:
    """Train a network in place; its weights end as their own moving average."""
    learnt = [weight for weight in network.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(learnt, lr=_RATE, weight_decay=_DECAY, betas=(0.9, 0.98))
    average = [weight.detach().clone() for weight in learnt]
    total = 0.0
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = (
                _RATE * min(1, (step + 1) / _WARM_UP) * max(_LOWEST_RATE, 1 - step / steps)
            )
        batch = next(batches)
        value = loss(network(batch.question, batch.text), batch)
        optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimiser.step()
        keep = min(_AVERAGED, step / (step + 100))
        for mean, weight in zip(average, learnt, strict=True):
            mean.lerp_(weight.detach(), 1 - keep)
        total += value.item()
        if (step + 1) % _LOGGED == 0:
            _LOG.info("step %d: loss %.3f", step + 1, total / _LOGGED)
            total = 0.0
    for mean, weight in zip(average, learnt, strict=True):
        weight.data.copy_(mean)


def loss(scores: Tensor, batch: Batch) -> Tensor:
    """Return minus the log probability of each question's answers among all its spans.

    Args:
        scores: Shape (windows, n, n).
        batch: Whose windows they are.
    """
    questions = int(batch.owner.max()) + 1
    spans = scores.flatten(1).logsumexp(1)
    window, first, last = batch.gold.T
    every = _by_question(spans, batch.owner, questions)
    right = _by_question(scores[window, first, last], batch.owner[window], questions)
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
