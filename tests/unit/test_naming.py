import pytest

from service.naming import places_named


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("萧山派去12名教师到旺苍县", ["萧山", "旺苍县"]),
        ("旺苍和旺苍", ["旺苍"]),
        ("忠县采购", ["忠县"]),
        ("新建泊位6个，推进乡村振兴", []),
        ("为培训乡村人才出资", []),
        ("结对的区县共21个", []),
    ],
)
def test_places_are_named_once_and_common_words_are_none(text: str, places: list[str]) -> None:
    assert places_named(text) == places
