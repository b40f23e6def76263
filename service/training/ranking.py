"""Fit the weights of the ranker to kinds of questions that count unequally."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from service.reader.ranker import Vector
from service.training.reader import Example

_NEAR, _SAME = 0.5, 0.01  # character F1 that a candidate must reach; and that counts as equal
_RATE = 0.05
_NEVER = -1e9


@dataclass(frozen=True)
class Share:
    """Questions of one kind and how much they count together.

    Attributes:
        weight: Of the mean loss over the questions.
        examples: Those in which a candidate comes near the answer are used.
    """

    weight: float
    examples: Sequence[Example]


def fit_weights(shares: Sequence[Share], *, towards: Vector, ridge: float, steps: int) -> Vector:
    """Fit weights with a softmax over each question's candidates (McFadden, 1974).

    The likelihood of all best candidates together is raised, on all questions at once.

    Args:
        shares: Kinds of questions.
        towards: Weights that the ridge pulls towards, shape (features,): they also know
            what the examples hardly show, such as another year.
        ridge: How strongly it pulls.
        steps: Of gradient descent (Adam).

    Returns:
        Shape (features,).
    """
    kinds = [(share.weight, *_packed(share.examples)) for share in shares if share.weight]
    start = torch.tensor(towards)
    weights = start.clone().requires_grad_(True)
    optimiser = torch.optim.Adam([weights], lr=_RATE)
    for _ in range(steps):
        loss = ridge * ((weights - start) ** 2).sum()
        for weight, values, best, there in kinds:
            scores = (values @ weights).masked_fill(~there, _NEVER)
            right = scores.masked_fill(~best, _NEVER)
            loss = loss + weight * (scores.logsumexp(1) - right.logsumexp(1)).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return np.asarray(weights.detach().numpy(), dtype=np.float32)


def _packed(examples: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Return values (n, most, features), and masks of the best and of all candidates."""
    usable = [example for example in examples if example.overlap.max() > _NEAR]
    most = max(len(example.values) for example in usable)
    values = np.zeros((len(usable), most, usable[0].values.shape[1]), dtype=np.float32)
    best = np.zeros((len(usable), most), dtype=np.bool_)
    there = np.zeros_like(best)
    for row, example in enumerate(usable):
        count = len(example.values)
        values[row, :count], there[row, :count] = example.values, True
        best[row, :count] = example.overlap >= example.overlap.max() - _SAME
    return torch.from_numpy(values), torch.from_numpy(best), torch.from_numpy(there)
