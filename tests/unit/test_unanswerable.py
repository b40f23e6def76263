from index.script import fold
from service.training.unanswerable import unanswerable

ROW = {
    "question": "青石县2019年修路多少公里",
    "context": "青石县2019年修路30公里。",
    "answers": ["30公里"],
}
LENDER = {"question": "石湾镇哪年通车", "context": "石湾镇去年通车。", "answers": ["去年"]}


def test_the_changed_question_asks_what_its_text_does_not_speak_of() -> None:
    made = list(unanswerable([ROW, LENDER] * 40, share=1.0, seed=3))
    assert {row["context"] for row in made} == {ROW["context"], LENDER["context"]}
    for row in made:
        assert row["answers"] == []
        assert row["question"] not in (ROW["question"], LENDER["question"])
    years = {str(row["question"]) for row in made if "县20" in str(row["question"])}
    assert years
    assert all(year.removeprefix("青石县")[:4] != "2019" for year in years)


def test_names_are_lent_by_other_questions() -> None:
    made = [str(row["question"]) for row in unanswerable([LENDER, ROW] * 40, share=1.0, seed=3)]
    lent = [text for text in made if text.endswith("哪年通车")]
    assert lent
    for text in lent:
        name = text.removesuffix("哪年通车")
        assert name in fold(str(ROW["question"])) + fold(str(LENDER["question"]))
        assert name not in str(LENDER["context"])


def test_no_question_is_changed_where_none_is_wanted() -> None:
    assert list(unanswerable([ROW] * 9, share=0.0, seed=3)) == []
