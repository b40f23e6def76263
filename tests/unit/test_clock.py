import pytest

from service.reader.clock import find_clocks, rows


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("明火于4时20分扑灭", ["4时20分"]),
        ("上午9点开门,晚上8点半关门", ["上午9点", "晚上8点半"]),
        ("九点一刻开会", ["九点一刻"]),
        ("每天9:00-17:00开放", ["每天9:00-17:00"]),
        ("上午8至11点半", ["上午8至11点半"]),
        ("下午2时至次日凌晨1时", ["下午2时至次日凌晨1时"]),
        ("早上九点开门", ["早上九点"]),
    ],
)
def test_a_time_of_day_is_found_with_its_part_of_the_day(text: str, found: list[str]) -> None:
    assert [clock.span.of(text) for clock in find_clocks(text)] == found


@pytest.mark.parametrize(
    "text", ["用了4小时", "提出三点建议", "增长2.5点", "比例为1:10:20", "第3点", "新时代", "届时"]
)
def test_what_counts_points_or_hours_is_no_time_of_day(text: str) -> None:
    assert find_clocks(text) == []


def test_a_stretch_of_the_day_has_two_ends() -> None:
    text = "开放时间9:00至17:00"
    (clock,) = find_clocks(text)
    assert [end.of(text) for end in clock.ends] == ["9:00", "17:00"]


def test_stretches_that_stand_together_make_a_row() -> None:
    text = "上午8:30至12:00,下午2:00至5:30,周六9:00开门"
    found = [row.of(text) for row in rows(text, find_clocks(text))]
    assert found == ["上午8:30至12:00,下午2:00至5:30"]
