"""Figures of a claim, each looked for in the cited sentences."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from index.script import fold
from service.claims.facts import Facts
from service.claims.verdict import Finding, Reason
from service.figures.compare import consistent
from service.figures.quantity import Quantity

_LINKS = "为是达到了有共计约:：的 　至近超"  # between a figure and what it is a figure of
_LOOK = 8  # characters before and behind a figure by which it is recognised
_CLEAR = 2  # characters in common that name what a figure is of


def figure_findings(said: Facts, cited: Facts) -> Iterator[Finding]:
    """Yield the figures of a claim that the cited sentences do not carry."""
    for claimed in said.quantities:
        carrying = [
            one
            for one in cited.quantities
            if consistent(claimed, one) and _same_thing(claimed, one, said, cited)
        ]
        if not carrying and not _no_count(claimed, said, cited):
            yield _missing(claimed, said, cited)
        elif carrying and (other := _meant(claimed, carrying, said, cited)):
            yield Finding(Reason.FIGURE_DIFFERS, claimed.span, other.span)


def _same_thing(claimed: Quantity, one: Quantity, said: Facts, cited: Facts) -> bool:
    """Say whether 两个 may count what 2款 does: some character behind or before is the same."""
    if claimed.dimension == one.dimension or "个" not in (claimed.dimension, one.dimension):
        return True
    if said.english is not cited.english:
        return True  # no character in common; words are held against words elsewhere
    around = [
        set(_behind(facts, quantity) + _ahead(facts, quantity))
        for facts, quantity in ((said, claimed), (cited, one))
    ]
    return any(letter.isalnum() for letter in around[0] & around[1])


def alike(first: Quantity, second: Quantity) -> bool:
    """Say whether two quantities measure in the same dimension: 万元 and 亿元, 亩 and 公顷."""
    return first.dimension == second.dimension


def recognised(claimed: Quantity, said: Facts, one: Quantity, cited: Facts) -> int:
    """Return how many characters around two figures are the same, before and behind."""
    before = _common(_ahead(said, claimed)[::-1], _ahead(cited, one)[::-1])
    return before + _common(_behind(said, claimed), _behind(cited, one))


def _missing(claimed: Quantity, said: Facts, cited: Facts) -> Finding:
    """Say what stands in the place of a figure that is not there."""
    units = [one for one in cited.quantities if _differ_in_unit(claimed, one)]
    if units:
        nearest = _nearest(claimed, units, said, cited)
        return Finding(Reason.UNIT_DIFFERS, claimed.span, nearest.span)
    others = [one for one in cited.quantities if alike(claimed, one)]
    if others:
        nearest = _nearest(claimed, others, said, cited)
        return Finding(Reason.FIGURE_DIFFERS, claimed.span, nearest.span)
    return Finding(Reason.FIGURE_MISSING, claimed.span)


def _differ_in_unit(claimed: Quantity, one: Quantity) -> bool:
    """Say whether two figures have the same digits: 3978万元, 3978亿元, 3978亩."""
    if not claimed.low or not one.low:
        return False
    ratio = claimed.low / one.low
    if alike(claimed, one) or _digits(claimed.low) > 1:
        return _is_power_of_ten(ratio) and not (ratio == 1 and alike(claimed, one))
    return ratio == 1


def _digits(value: Fraction) -> int:
    """Return how many digits of a value count: 2 of 3900."""
    return len(str(value.numerator).rstrip("0"))


def _is_power_of_ten(ratio: Fraction) -> bool:
    digits = str(max(ratio.numerator, ratio.denominator))
    return min(ratio.numerator, ratio.denominator) == 1 and digits.rstrip("0") == "1"


def _no_count(claimed: Quantity, said: Facts, cited: Facts) -> bool:
    """Say whether 一个 is no count: nothing of the kind is counted in the source."""
    if not claimed.indefinite:
        return False
    return not any(recognised(claimed, said, one, cited) >= _CLEAR for one in cited.quantities)


def _meant(
    claimed: Quantity, carrying: Sequence[Quantity], said: Facts, cited: Facts
) -> Quantity | None:
    """Return the figure that the source gives for what is claimed, if it is another.

    Of `同比增长12%，环比增长5%` the 12 % is no proof of `环比增长12%`: the words around
    the claimed figure are those around 5 %.
    """
    others = [one for one in cited.quantities if alike(claimed, one) and one not in carrying]
    if not others:
        return None
    other = _nearest(claimed, others, said, cited)
    if "分别" in cited.text[cited.clause(other.span).start : other.span.start]:
        return None  # what stands before the first of a row goes for all of it
    most = recognised(claimed, said, other, cited)
    held = max(
        max(recognised(claimed, said, one, cited), _crossed(claimed, said, one, cited))
        for one in carrying
    )
    return other if most >= _CLEAR and most > held else None


def _crossed(claimed: Quantity, said: Facts, one: Quantity, cited: Facts) -> int:
    """Return how many letters before a claimed figure stand behind the other: 40万名员工."""
    end = cited.clause(one.span).end
    ahead = _ahead(said, claimed)
    behind = fold(cited.text[one.span.end : end])[:_LOOK]
    lengths = range(min(len(ahead), _LOOK), _CLEAR - 1, -1)
    return next((length for length in lengths if ahead[-length:] in behind), 0)


def _nearest(claimed: Quantity, others: Sequence[Quantity], said: Facts, cited: Facts) -> Quantity:
    return max(others, key=lambda one: recognised(claimed, said, one, cited))


def _ahead(facts: Facts, quantity: Quantity) -> str:
    start = quantity.span.start
    return fold(facts.text[max(0, start - _LOOK) : start]).rstrip(_LINKS)


def _behind(facts: Facts, quantity: Quantity) -> str:
    end = quantity.span.end
    return fold(facts.text[end : end + _LOOK]).lstrip(_LINKS)


def _common(first: str, second: str) -> int:
    """Return how many letters two texts begin with in common."""
    length = 0
    for one, other in zip(first, second, strict=False):
        if one != other or not one.isalnum():
            break
        length += 1
    return length
