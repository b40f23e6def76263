"""A long row of changes to a store, and what it must hold after each of them."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

Shelf = Mapping[str, int]
"""The version of each document that is there, by id."""

_NAMES = tuple(f"第{number:02d}号.txt" for number in range(24))
_FIRST = 8  # documents that the first change adds
_PLACES = (
    "青石港 白沙湾 柳林镇 云雾山 盐湖县 松花坪 古渡口 银杏村 芦苇荡 铁岭关 竹溪乡 梅子坞".split()
)
_GOODS = "海盐 茶叶 棉布 陶罐 蜂蜜 木材 铜锣 纸张 药材 稻谷 丝绸 铁器".split()


class Kind(StrEnum):
    """What a change does."""

    INGEST = "ingest"
    REMOVE = "remove"
    COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class Step:
    """One change.

    Attributes:
        kind: What it does.
        names: The documents that it writes or removes.
        after: What the store holds when it is done.
    """

    kind: Kind
    names: tuple[str, ...]
    after: Shelf


class Plan:
    """The same changes for the same seed, worked out as far as they are asked for."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - no secret
        first = _NAMES[:_FIRST]
        self._steps = [Step(Kind.INGEST, first, MappingProxyType(dict.fromkeys(first, 1)))]

    def step(self, number: int) -> Step:
        """Return the change of a number, counted from 0."""
        while len(self._steps) <= number:
            self._steps.append(self._next(self._steps[-1].after))
        return self._steps[number]

    def before(self, number: int) -> Shelf:
        """Return what the store holds before a change."""
        return self.step(number - 1).after if number else {}

    def _next(self, shelf: Shelf) -> Step:
        number, draw = len(self._steps), self._random.random()
        if number % 16 == 15:
            return Step(Kind.COMPACT, (), shelf)
        if draw < 0.3 and len(shelf) > 4:
            gone = tuple(self._random.sample(sorted(shelf), self._random.randint(1, 3)))
            left = {name: version for name, version in shelf.items() if name not in gone}
            return Step(Kind.REMOVE, gone, MappingProxyType(left))
        written = tuple(self._random.sample(_NAMES, self._random.randint(1, 4)))
        return Step(
            Kind.INGEST, written, MappingProxyType({**shelf, **dict.fromkeys(written, number + 1)})
        )


def article(name: str, version: int) -> str:
    """Return the text of a document at a version: three paragraphs, all of which say the version.

    Two versions of one document share no sentence, so a mixture of both is told from either.
    """
    drawn = random.Random(f"{name} {version}")  # noqa: S311 - no secret
    lines = [title(name, version)]
    for part in range(3):
        place, goods = drawn.choice(_PLACES), drawn.choice(_GOODS)
        lines.append(
            f"{place}在第{version}版第{part + 1}段里产{goods}{drawn.randint(100, 999)}吨，"
            f"由{drawn.choice(_PLACES)}的{drawn.randint(10, 99)}户人家做成，"
            f"其中{drawn.randint(1, 9)}成卖到{drawn.choice(_PLACES)}。"
        )
    return "\n\n".join(lines) + "\n"


def title(name: str, version: int) -> str:
    """Return the first line of a document."""
    return f"{name.removesuffix('.txt')}的第{version}版产量"


def names() -> Sequence[str]:
    """Return every id that a plan ever uses."""
    return _NAMES
