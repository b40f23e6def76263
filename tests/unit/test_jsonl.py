import hashlib
import io
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document
from index.errors import InvalidRecord
from index.formats.jsonl import read_records
from index.formats.record import document_from_record


def outcomes(*lines: bytes | str, **options) -> list[Document | InvalidRecord]:
    data = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    return list(read_records(io.BytesIO(data), **options))


def test_every_field_of_a_record_is_kept() -> None:
    document = document_from_record(
        {
            "id": "a-1",
            "text": "修路。",
            "title": "修路记",
            "source": "晚报",
            "author": "林某",
            "published": "2022-03-04",
            "url": "https://news.example/1",
            "more": [1],
        },
        path="/a.jsonl",
    )
    metadata = document.metadata
    assert (document.id, document.text, document.path) == ("a-1", "修路。", "/a.jsonl")
    assert document.sha256 == hashlib.sha256("修路。".encode()).hexdigest()
    assert (metadata.title, metadata.source, metadata.author) == ("修路记", "晚报", "林某")
    assert (metadata.published, metadata.url) == (date(2022, 3, 4), "https://news.example/1")


def test_a_whole_number_is_an_id_too() -> None:
    assert document_from_record({"id": 7, "text": "字"}).id == "7"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ([], "not a JSON object"),
        ({"text": "字"}, "no id"),
        ({"id": True, "text": "字"}, "no id"),
        ({"id": " ", "text": "字"}, "no id"),
        ({"id": "a"}, "no text"),
        ({"id": "a", "text": " \n"}, "no text"),
        ({"id": "a", "text": "字", "title": 3}, "title is not text"),
        ({"id": "a", "text": "字", "published": "去年"}, "published is no date"),
    ],
)
def test_a_record_that_lacks_something_is_refused_by_name(record: object, reason: str) -> None:
    with pytest.raises(InvalidRecord, match=reason):
        document_from_record(record)


def test_bad_lines_are_told_by_number_and_the_rest_go_on() -> None:
    first, bad, worse, last = outcomes(
        '{"id": "a", "text": "一"}',
        "{oops",
        "",
        b"\x00\x01\x02\x03" * 20,
        '{"id": "b", "text": "二"}',
    )
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert (first.id, last.id) == ("a", "b")
    assert str(bad).startswith("line 2: not JSON")
    assert str(worse).startswith("line 4: ")


def test_half_surrogate_pairs_are_replaced_one_for_one() -> None:
    (document,) = outcomes('{"id": "a", "text": "山\\ud800海\\ud83d\\ude00"}')
    assert isinstance(document, Document)
    assert document.text == "山\ufffd海😀"


def test_half_surrogate_pairs_in_a_title_are_replaced_too() -> None:
    document = document_from_record({"id": "a\udc00", "text": "字", "title": "山\ud800"})
    assert (document.id, document.metadata.title) == ("a\ufffd", "山\ufffd")


def test_a_line_over_the_limit_is_told_and_passed_over() -> None:
    long = json.dumps({"id": "a", "text": "字" * 500})
    told, document = outcomes(long, '{"id": "b", "text": "二"}', longest_line=100)
    assert str(told) == "line 1: longer than 100 bytes"
    assert isinstance(document, Document)


def test_lines_nested_too_deep_are_told() -> None:
    (told,) = outcomes("[" * 200_000)
    assert str(told).startswith("line 1: not JSON")


def test_a_file_in_gb18030_is_read() -> None:
    (document,) = outcomes('{"id": "a", "text": "村里修了新的公路"}'.encode("gb18030"))
    assert isinstance(document, Document)
    assert document.text == "村里修了新的公路"


@given(st.lists(st.text(min_size=1), max_size=5))
def test_texts_come_back_as_they_were_written(texts: list[str]) -> None:
    lines = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts)]
    found = [item.text for item in outcomes(*lines) if isinstance(item, Document)]
    assert found == [text for text in texts if text.strip()]


def test_an_article_whose_date_cannot_be_read_is_kept_without_it() -> None:
    lines = b'{"id": "a", "text": "\xe5\xad\x97", "published": "2020-02-30"}\n'
    problem, document = read_records(io.BytesIO(lines))
    assert isinstance(problem, InvalidRecord)
    assert str(problem) == "line 1: published is no date: 2020-02-30; read without it"
    assert isinstance(document, Document)
    assert (document.id, document.metadata.published) == ("a", None)
