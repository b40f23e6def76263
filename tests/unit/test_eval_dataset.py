import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.dataset import load_dataset
from eval.records import read_records
from index.errors import InvalidRecord, UnreadableSource
from service.question import Role, Turn


def written(folder: Path, *records: object, name: str = "set.jsonl") -> Path:
    path = folder / name
    lines = (r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def squad(*questions: dict[str, object], context: str = "河水向东流。") -> str:
    paragraph = {"context": context, "qas": list(questions)}
    return json.dumps({"version": "2.0", "data": [{"title": "河", "paragraphs": [paragraph]}]})


def test_a_line_gives_an_item_with_all_its_fields(tmp_path: Path) -> None:
    record = {
        "id": 7,
        "question": "去年呢？",
        "answers": ["3千万元", "三千万元"],
        "document": "a",
        "evidence": "投入3千万元。",
        "history": ["甲地投入多少？", "4千万元"],
        "kind": "follow-up",
        "split": "dev",
    }
    (found,) = load_dataset(written(tmp_path, record)).items
    assert (found.id, found.question.text) == ("7", "去年呢？")
    assert found.question.history == (
        Turn(Role.USER, "甲地投入多少？"),
        Turn(Role.ASSISTANT, "4千万元"),
    )
    assert (found.answers, found.documents) == (("3千万元", "三千万元"), ("a",))
    assert (found.evidence, found.kind, found.split) == (("投入3千万元。",), "follow-up", "dev")


@pytest.mark.parametrize("extra", [{}, {"answers": []}, {"answers": None}, {"answers": ""}])
def test_a_question_without_answers_must_be_refused(
    tmp_path: Path, extra: dict[str, object]
) -> None:
    (found,) = load_dataset(written(tmp_path, {"id": "1", "question": "问？"} | extra)).items
    assert not found.answerable
    assert found.kind == "unanswerable"


def test_turns_of_history_may_be_objects(tmp_path: Path) -> None:
    history = [{"role": "user", "content": "甲？"}, {"role": "assistant", "text": "乙。"}]
    record = {"id": "1", "question": "问？", "history": history}
    (found,) = load_dataset(written(tmp_path, record)).items
    assert found.question.history == (Turn(Role.USER, "甲？"), Turn(Role.ASSISTANT, "乙。"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"line 2: not JSON"),
        ("[" * 100_000, r"line 2: not JSON"),
        ("[1]", r"line 2: a JSON object is needed, this is list"),
        ('{"question": "问？"}', r"line 2: 'id' is missing"),
        ('{"id": "2"}', r"line 2: 'question' is missing"),
        ('{"id": "2", "question": " "}', r"line 2: 'question' is missing"),
        ('{"id": "2", "question": 3}', r"line 2: 'question' must be text, this is int"),
        ('{"id": "2", "question": "问？", "answers": [1]}', r"line 2: 'answers' holds 1"),
        ('{"id": "2", "question": "问？", "answers": 5}', r"line 2: 'answers' must be text"),
        ('{"id": "2", "question": "问？", "history": [1]}', r"line 2: 'history' holds 1"),
        (
            '{"id": "2", "question": "问？", "history": [{"role": "system", "text": "x"}]}',
            r"line 2: a turn of 'history' needs 'role'",
        ),
        ('{"id": "1", "question": "问？"}', r"the id '1' is used twice"),
    ],
)
def test_a_bad_line_is_reported_with_its_number_and_what_is_wrong(
    tmp_path: Path, line: str, message: str
) -> None:
    with pytest.raises(InvalidRecord, match=message):
        load_dataset(written(tmp_path, {"id": "1", "question": "问？"}, line))


def test_an_empty_file_holds_no_questions(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord, match="holds no questions"):
        load_dataset(written(tmp_path, "", ""))


def test_a_file_that_is_not_there_or_not_text_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource):
        load_dataset(tmp_path / "missing.jsonl")
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00\xff")
    with pytest.raises(UnreadableSource):
        load_dataset(tmp_path / "bytes.jsonl")
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"{}" * 1000)[:20])
    with pytest.raises(UnreadableSource):
        load_dataset(tmp_path / "cut.gz")


def test_flat_contexts_become_documents_shared_by_their_questions(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "question": "向哪流？", "answers": ["东"], "context": "河水向东流。"},
        {"id": "2", "question": "什么流？", "answers": ["河水"], "context": "河水向东流。"},
        {
            "id": "3",
            "question": "何色？",
            "answers": ["白"],
            "context": "雪是白的。",
            "title": "雪",
        },
    ]
    path = tmp_path / "flat.train.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    found = load_dataset(path)
    assert found.name == "flat"
    assert [document.text for document in found.documents] == ["河水向东流。", "雪是白的。"]
    assert found.documents[1].metadata.title == "雪"
    first, second, third = (item.documents for item in found.items)
    assert first == second == (found.documents[0].id,)
    assert third == (found.documents[1].id,)
    assert found.items[0].context == "河水向东流。"


def test_squad_gives_answerable_and_impossible_questions(tmp_path: Path) -> None:
    answers = [{"text": "东", "answer_start": 3}, {"text": "东", "answer_start": 3}]
    text = squad(
        {"id": "1", "question": "向哪流？", "answers": answers},
        {"id": "2", "question": "何时？", "answers": [], "is_impossible": True},
    )
    found = load_dataset(written(tmp_path, text, name="dev-v2.0.json"))
    assert [item.answers for item in found.items] == [("东",), ()]
    assert [item.kind for item in found.items] == ["answerable", "unanswerable"]
    assert [document.metadata.title for document in found.documents] == ["河"]
    assert found.items[1].context == "河水向东流。"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"id": "1", "question": "问？"}, r"data\[0\].paragraphs\[0\].qas\[0\].answers"),
        ({"id": "1", "answers": []}, r"qas\[0\]: 'question' is missing"),
        (
            {"id": "1", "question": "问？", "answers": [], "is_impossible": False},
            "'answers' is empty",
        ),
    ],
)
def test_a_bad_squad_entry_is_reported_with_its_place(
    tmp_path: Path, entry: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidRecord, match=message):
        load_dataset(written(tmp_path, squad(entry), name="set.json"))


def test_the_fingerprint_changes_with_an_answer_only_by_content(tmp_path: Path) -> None:
    first = load_dataset(written(tmp_path, {"id": "1", "question": "问？", "answers": ["甲"]}))
    same = load_dataset(
        written(tmp_path, {"id": "1", "question": "问？", "answers": ["甲"]}, name="b.jsonl")
    )
    other = load_dataset(written(tmp_path, {"id": "1", "question": "问？", "answers": ["乙"]}))
    assert first.fingerprint == same.fingerprint != other.fingerprint


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["id", "question", "answers", "history", "evidence", "context"]),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["role", "text"]), inner, max_size=2)
                ),
                max_leaves=5,
            ),
        ),
        max_size=4,
    )
)
def test_any_json_objects_give_items_or_an_invalid_record(rows: list[object]) -> None:
    try:
        found = list(read_records("\n".join(map(json.dumps, rows)), "set"))
    except InvalidRecord:
        return
    assert len(found) == len(rows)
