import pytest

from service.reader.moment import find_moments
from service.reader.period import find_periods

Ends = tuple[str, str | None, str]


def periods(text: str) -> list[Ends]:
    found = find_periods(text, [moment.span for moment in find_moments(text)])
    return [
        (p.span.of(text), p.first.of(text) if p.first else None, p.last.of(text)) for p in found
    ]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("展览7月10日至7月25日举行", ("7月10日至7月25日", "7月10日", "7月25日")),
        ("展览7月10日至25日举行", ("7月10日至25日", "7月10日", "25日")),
        ("展览7月10日(周六)到7月25日举行", ("7月10日(周六)到7月25日", "7月10日", "7月25日")),
        ("2024年3月至5月维修", ("2024年3月至5月", "2024年3月", "5月")),
        ("2023年—2025年实施", ("2023年—2025年", "2023年", "2025年")),
        ("2023至2025年实施", ("2023至2025年", None, "2025年")),
        ("2023-2025年实施", ("2023-2025年", None, "2025年")),
        ("2024年3-5月维修", ("2024年3-5月", None, "5月")),
        ("3至5月维修", ("3至5月", None, "5月")),
        ("7月10-25日举行", ("7月10-25日", None, "25日")),
        ("从2020年6月1日起至2021年底", ("2020年6月1日起至2021年底", "2020年6月1日", "2021年底")),
    ],
)
def test_a_stretch_of_time_is_whole_with_its_ends(text: str, period: Ends) -> None:
    assert periods(text) == [period]


@pytest.mark.parametrize(
    "text", ["7月10日,7月25日", "2021年到青溪", "2021年立项,2022年开工", "投入13-5月"]
)
def test_dates_that_stand_beside_each_other_are_no_stretch(text: str) -> None:
    assert periods(text) == []
