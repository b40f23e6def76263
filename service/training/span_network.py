"""The reading network in torch, and its tensors as the numpy forward pass takes them."""

from math import sqrt

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from service.reader.neural.coded import Real
from service.reader.neural.matching import MATCHES
from service.reader.neural.network import IMPOSSIBLE, LONGEST

CHARACTER, STATE = 64, 128  # columns of the character table; width of the states
_HEADS = 4


class Gated(nn.Module):
    """A gated convolution beside which the states run on (Dauphin et al., 2017)."""

    def __init__(self, width: int, dropped: float, dilation: int = 1) -> None:
        super().__init__()
        self.dropped = dropped
        self.norm = nn.LayerNorm(STATE)
        reach = width // 2 * dilation
        self.convolution = nn.Conv1d(STATE, 2 * STATE, width, padding=reach, dilation=dilation)

    def forward(self, states: Tensor, keep: Tensor) -> Tensor:
        """Return states of the same shape (batch, n, STATE); `keep` is 0 where there is no text."""
        inner = (self.norm(states) * keep).transpose(1, 2)
        out = functional.glu(self.convolution(inner), dim=1).transpose(1, 2)
        return states + _dropped(out, self.dropped, self.training)


class Attending(nn.Module):
    """Self-attention and a wider layer (Vaswani et al., 2017), normalised before."""

    def __init__(self, dropped: float) -> None:
        super().__init__()
        self.dropped = dropped
        self.norm, self.wide_norm = nn.LayerNorm(STATE), nn.LayerNorm(STATE)
        self.query_key_value = nn.Linear(STATE, 3 * STATE)
        self.out = nn.Linear(STATE, STATE)
        self.wide, self.narrow = nn.Linear(STATE, 2 * STATE), nn.Linear(2 * STATE, STATE)

    def forward(self, states: Tensor, keep: Tensor) -> Tensor:
        """Return states of the same shape (batch, n, STATE)."""
        batch, length, _ = states.shape
        joint = self.query_key_value(self.norm(states)).view(batch, length, 3, _HEADS, -1)
        query, key, value = joint.permute(2, 0, 3, 1, 4)
        mask = keep[:, None, None, :, 0] > 0
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        mixed = self.out(mixed.transpose(1, 2).reshape(batch, length, STATE))
        states = states + _dropped(mixed, self.dropped, self.training)
        inner = self.narrow(functional.gelu(self.wide(self.wide_norm(states)), approximate="tanh"))
        return states + _dropped(inner, self.dropped, self.training)


class SpanNetwork(nn.Module):
    """What `service.reader.neural.network.Network` computes, to be trained.

    Args:
        characters: Rows of the character table.
        tokens: What is told of each token, shape (tokens + 1, d); kept as it is.
        dropped: Share of the columns left out in training.
    """

    def __init__(self, characters: int, tokens: Real, dropped: float = 0.1) -> None:
        super().__init__()
        self.dropped = dropped
        self.characters = nn.Embedding(characters, CHARACTER, padding_idx=0)
        nn.init.normal_(self.characters.weight, std=0.3)
        self.tokens = nn.Embedding(len(tokens), tokens.shape[1])
        self.tokens.weight = nn.Parameter(torch.from_numpy(tokens), requires_grad=False)
        self.input = nn.Linear(CHARACTER + tokens.shape[1] + MATCHES, STATE)
        self.encode = nn.ModuleList([Gated(5, dropped), Gated(5, dropped)])
        self.align = nn.Linear(5 * STATE, STATE)
        self.read = nn.ModuleList([Gated(3, dropped, dilation) for dilation in (1, 2, 4, 1)])
        self.attend = nn.ModuleDict({"1": Attending(dropped), "3": Attending(dropped)})
        self.of_question, self.of_text, self.pool = (nn.Linear(STATE, 1) for _ in range(3))
        self.of_both = nn.Parameter(torch.randn(STATE) / sqrt(STATE))
        self.last = nn.LayerNorm(STATE)
        self.start, self.end = nn.Linear(STATE, 1), nn.Linear(STATE, 1)
        self.left, self.right = nn.Linear(STATE, 64), nn.Linear(STATE, 64)

    def forward(self, question: tuple[Tensor, ...], text: tuple[Tensor, ...]) -> Tensor:
        """Score spans.

        Args:
            question: Characters and tokens, shape (batch, q), and matches, (batch, q, MATCHES).
            text: The same of the texts, n characters each.

        Returns:
            Shape (batch, n, n): rows are starts and columns last characters.
        """
        asked_keep, keep = ((side[0] > 0).float()[..., None] for side in (question, text))
        states = self._align(
            self._encode(question, asked_keep), asked_keep, self._encode(text, keep)
        )
        for number, layer in enumerate(self.read):
            states = layer(states, keep)
            if str(number) in self.attend:
                states = self.attend[str(number)](states, keep)
        states = self.last(states)
        both = self.left(states) @ self.right(states).transpose(1, 2) / 8
        scores = self.start(states) + self.end(states).transpose(1, 2) + both
        allowed: Tensor = scores.masked_fill(~self._possible(text[0]), float(IMPOSSIBLE))
        return allowed

    def _possible(self, characters: Tensor) -> Tensor:
        place = torch.arange(characters.shape[1])
        length = place[None, :] - place[:, None]
        return ((length >= 0) & (length < LONGEST))[None] & (characters > 0)[:, None, :]

    def _encode(self, side: tuple[Tensor, ...], keep: Tensor) -> Tensor:
        characters, tokens, shared = side
        seen = torch.cat([self.characters(characters), self.tokens(tokens), shared], dim=-1)
        states = self.input(_dropped(seen, self.dropped, self.training))
        for layer in self.encode:
            states = layer(states, keep)
        encoded: Tensor = states * keep
        return encoded

    def _align(self, question: Tensor, keep: Tensor, text: Tensor) -> Tensor:
        away = (keep - 1) * 1e4
        scores = self.of_text(text) + self.of_question(question).transpose(1, 2)
        scores = scores + (text * self.of_both) @ question.transpose(1, 2) + away.transpose(1, 2)
        seen = scores.softmax(-1) @ question
        weights = (self.pool(question) + away).softmax(1)
        whole = (weights * question).sum(1, keepdim=True).expand_as(text)
        joined = torch.cat([text, seen, text * seen, whole, text * whole], dim=-1)
        aligned: Tensor = self.align(joined)
        return aligned

    def tensors(self) -> dict[str, Real]:
        """Return the weights as `Network` takes them, with the character table."""
        found: dict[str, Real] = {}
        for name, module in self.named_modules():
            if isinstance(module, nn.Linear):
                found[f"{name}.weight"] = _array(module.weight.T)
                found[f"{name}.bias"] = _array(module.bias)
            elif isinstance(module, nn.LayerNorm):
                found[f"{name}.weight"], found[f"{name}.bias"] = map(
                    _array, (module.weight, module.bias)
                )
            elif isinstance(module, nn.Conv1d):
                layer = name.removesuffix(".convolution")
                stacked = module.weight.permute(2, 1, 0).reshape(-1, module.out_channels)
                found[f"{layer}.weight"], found[f"{layer}.bias"] = map(
                    _array, (stacked, module.bias)
                )
        return found | {
            "of_both": _array(self.of_both),
            "characters": _array(self.characters.weight),
        }


def _dropped(states: Tensor, share: float, training: bool) -> Tensor:
    """Drop columns, the same ones for a whole text (Gal and Ghahramani, 2016); cheap, too."""
    if not training:
        return states
    kept = torch.rand(states.shape[0], 1, states.shape[2]) >= share
    return states * (kept / (1 - share))


def _array(tensor: Tensor | None) -> Real:
    assert tensor is not None  # noqa: S101 - every layer has weights and a bias
    return np.ascontiguousarray(tensor.detach().numpy(), dtype=np.float32)
