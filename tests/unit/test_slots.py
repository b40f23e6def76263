import pytest

from service.slots import find_places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("建设青石县港口", ["青石县", "港口"]),
        ("擴建青石縣的港口", ["青石縣", "港口"]),
        ("请问青石县有多少人", ["青石县"]),
        ("青石县建设多久", ["青石县"]),
        ("发展村在哪里", ["发展村"]),
    ],
)
def test_a_verb_before_a_place_is_no_part_of_its_name(text: str, places: list[str]) -> None:
    assert [span.of(text) for span in find_places(text)] == places


@pytest.mark.parametrize(
    "text", ["公司上市多少年", "股市跌了", "来了多少外国病人", "下雨的是哪几个县市", "谁被选当旗手"]
)
def test_words_that_end_as_places_do_name_none(text: str) -> None:
    assert find_places(text) == []
