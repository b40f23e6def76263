"""The training loop: symmetric in-batch contrastive loss over mean token vectors."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from index.training.batches import Ids, Task

logger = logging.getLogger(__name__)

WATCHES = 4


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a run does.

    Attributes:
        steps: Batches to learn from.
        batch: Pairs in a batch.
        rate: Highest learning rate; warmed up over 5 % of the steps, then down to 0.
        scale: Inverse temperature of the loss.
        seed: Of the batches and of the first vectors.
    """

    steps: int
    batch: int = 2048
    rate: float = 0.05
    scale: float = 20.0
    seed: int = 20


def bags(texts: Sequence[Ids]) -> tuple[Tensor, Tensor]:
    """Return the joined ids and the offsets that `EmbeddingBag` reads."""
    lengths = [ids.size for ids in texts]
    offsets = np.concatenate([[0], np.cumsum(lengths[:-1])])
    return torch.from_numpy(np.concatenate(texts)).long(), torch.from_numpy(offsets).long()


def contrastive_loss(queries: Tensor, positives: Tensor, scale: float) -> Tensor:
    """Return the loss of van den Oord et al. (2018), query to positive and back."""
    scores = functional.normalize(queries) @ functional.normalize(positives).T * scale
    right = torch.arange(len(scores))
    loss: Tensor = functional.cross_entropy(scores, right) + functional.cross_entropy(
        scores.T, right
    )
    return loss / 2


def _rate(step: int, schedule: Schedule) -> float:
    warm = max(1, schedule.steps // 20)
    if step < warm:
        return (step + 1) / warm
    return max(0.02, 1 - (step - warm) / (schedule.steps - warm))


def optimise(
    embedding: nn.EmbeddingBag,
    tasks: Sequence[tuple[str, Task, float]],
    schedule: Schedule,
    watch: Callable[[int], None] | None = None,
) -> None:
    """Train `embedding` in place.

    Args:
        embedding: Mean-pooling bag, one row a token.
        tasks: Name, batches, and the task's share of the steps.
        schedule: Length, size and rate of the run.
        watch: Called with the step after every quarter of the run.
    """
    random = np.random.default_rng(schedule.seed)
    shares = np.array([share for _, _, share in tasks])
    shares = shares / shares.sum()
    optimiser = torch.optim.Adam(
        embedding.parameters(), lr=schedule.rate, betas=(0.9, 0.98), fused=True
    )
    plan = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, schedule))
    started, losses = time.monotonic(), dict[str, float]()
    for step in range(1, schedule.steps + 1):
        name, task, _ = tasks[int(random.choice(len(tasks), p=shares))]
        queries, positives = task.batch(schedule.batch, random)
        loss = contrastive_loss(
            embedding(*bags(queries)), embedding(*bags(positives)), schedule.scale
        )
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimiser.step()
        plan.step()
        losses[name] = loss.item()
        if step % max(1, schedule.steps // 10) == 0:
            shown = " ".join(f"{task_name} {value:.2f}" for task_name, value in losses.items())
            logger.info("step %d, %.0f s: %s", step, time.monotonic() - started, shown)
        if watch is not None and step % max(1, schedule.steps // WATCHES) == 0:
            watch(step)
