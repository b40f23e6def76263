import pytest

from service.agreement import agree
from service.figures.quantity import Quantity
from service.figures.reading import find_quantities


def figure(text: str) -> Quantity:
    (found,) = find_quantities(text)
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3978万元", "3,978万元"),
        ("3978万元", "0.3978亿元"),
        ("3978万元", "三千九百七十八万元"),
        ("3978万元", "约4000万元"),
        ("3978万元", "近4000万元"),
        ("3978万元", "超3900万元"),
        ("3978万元", "不到4000万元"),
        ("4.24亿元", "4.2亿元"),
        ("420亩", "400亩"),
        ("3—5年", "4年"),
        ("860万元", "超860万元"),
    ],
)
def test_a_figure_agrees_with_itself_written_rounded_or_hedged(one: str, other: str) -> None:
    assert agree(figure(one), figure(other))
    assert agree(figure(other), figure(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4.6亿元", "5.2亿元"),
        ("4.2亿元", "4.3亿元"),
        ("3978万元", "3978亿元"),
        ("3978万元", "3987万元"),
        ("12人", "15人"),
        ("12人", "10人"),
        ("3978万元", "超4500万元"),
        ("3—5年", "7年"),
        ("29%", "29个百分点"),
    ],
)
def test_figures_that_cannot_be_one_do_not_agree(one: str, other: str) -> None:
    assert not agree(figure(one), figure(other))
    assert not agree(figure(other), figure(one))
