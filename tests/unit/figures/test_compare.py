import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.figures.compare import consistent, same
from service.figures.quantity import Quantity
from service.figures.reading import find_quantities


def only(text: str) -> Quantity:
    (quantity,) = find_quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("3978万元", "3,978万元"),
        ("3978万元", "0.3978亿元"),
        ("3978万元", "三千九百七十八万元"),
        ("3978万元", "39,780,000元"),
        ("3978万元", "人民币３９７８萬元"),
        ("两成", "20%"),
        ("两成", "百分之二十"),
        ("20%", "五分之一"),
        ("5‰", "0.5%"),
        ("15亩", "1公顷"),
        ("1平方公里", "100公顷"),
        ("2公里", "2000米"),
        ("1吨", "1000公斤"),
        ("一年半", "18个月"),
        ("90分钟", "1小时30分"),
        ("300名", "三百人"),
        ("约4000万元", "4000万元左右"),
        ("3—5年", "三至五年"),
        ("两个百分点", "2个百分点"),
        ("72公里/小时", "20米/秒"),
        ("第三届", "第3届"),
    ],
)
def test_equal_quantities_are_the_same_however_written(first: str, second: str) -> None:
    assert same(only(first), only(second))
    assert consistent(only(first), only(second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("3978万元", "3979万元"),
        ("3978万元", "3978亿元"),
        ("3978万元", "3978万美元"),
        ("3978万元", "3978元"),
        ("3978亩", "3978公顷"),
        ("1亩", "666.67平方米"),
        ("20%", "20个百分点"),
        ("20%", "20倍"),
        ("2倍", "200%"),
        ("12家", "12户"),
        ("第3届", "3届"),
        ("3年", "3个月"),
        ("3—5年", "3—6年"),
        ("1个月", "30天"),
        ("3978", "3978元"),
        ("-3%", "3%"),
    ],
)
def test_unequal_quantities_are_never_the_same(first: str, second: str) -> None:
    assert not same(only(first), only(second))


@pytest.mark.parametrize(
    ("claimed", "source"),
    [
        ("约4000万元", "3978万元"),
        ("近4000万元", "3978万元"),
        ("超3900万元", "3978万元"),
        ("3900余万元", "3978万元"),
        ("不到4000万元", "3978万元"),
        ("约40%", "39.8%"),
        ("约3.98亿元", "39780万元"),
        ("12个", "12家"),
        ("12家", "12个"),
        ("约667平方米", "1亩"),
        ("3000人", "约3000人"),
    ],
)
def test_a_rounded_figure_is_carried_by_a_more_exact_one(claimed: str, source: str) -> None:
    assert consistent(only(claimed), only(source))


@pytest.mark.parametrize(
    ("claimed", "source"),
    [
        ("4000万元", "3978万元"),
        ("3978万元", "约4000万元"),
        ("约4000万元", "3500万元"),
        ("约4000万元", "3978万美元"),
        ("超4000万元", "3978万元"),
        ("不到3900万元", "3978万元"),
        ("4000万元", "不到4000万元"),
        ("超4000万元", "不到4000万元"),
        ("超4000万元", "4000万元"),
        ("约4年", "3—5年"),
        ("12家", "12户"),
        ("约4000万元", "约3978万元"),
    ],
)
def test_a_figure_is_not_carried_where_its_words_leave_no_room(claimed: str, source: str) -> None:
    assert not consistent(only(claimed), only(source))


_QUANTITIES = st.sampled_from(
    [
        only(text)
        for text in (
            "20% 两成 五分之一 百分之二十 20个百分点 200‰ 3978万元 0.3978亿元 3979万元 15亩 1公顷 "
            "1万平方米 "
            "10000平方米 12个 12家 12人 12名 第12名 1年 12个月 3—5年 36个月 约20% 不到20% 20倍 20 "
            "20元 20美元"
        ).split()
    ]
)


@given(_QUANTITIES, _QUANTITIES, _QUANTITIES)
def test_being_the_same_is_an_equivalence(a: Quantity, b: Quantity, c: Quantity) -> None:
    assert same(a, a)
    assert same(a, b) is same(b, a)
    assert not (same(a, b) and same(b, c)) or same(a, c)
