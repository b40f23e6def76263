from datetime import date

import pytest

from index.errors import UnreadableSource
from index.formats.extract import parse_date
from index.formats.markdown import read_markdown
from index.formats.plain import read_plain
from index.formats.registry import extension


def test_plain_text_is_the_file_character_for_character(tmp_path) -> None:
    text = "第一段。\r\n\r\n　　第二段。\n"
    assert read_plain(text.encode()).text == text


def test_a_guessed_encoding_comes_with_a_warning() -> None:
    extract = read_plain("村里修了新路，大家都高兴。".encode("gb18030"))
    assert extract.encoding == "gb18030"
    assert extract.warnings == ("encoding guessed: gb18030",)


def test_front_matter_is_told_and_blanked_in_place() -> None:
    head = '---\r\ntitle: "茶园扩种"\r\ndate: 2023-05-06\r\nauthor: 林某\r\nsource: 晚报\r\n---\r\n'
    body = "# 别的标题\r\n正文。\r\n"
    extract = read_markdown((head + body).encode())
    assert extract.text[: len(head)].strip() == ""
    assert extract.text[: len(head)].count("\r\n") == 6
    assert extract.text[len(head) :] == body
    assert (extract.metadata.title, extract.metadata.author) == ("茶园扩种", "林某")
    assert (extract.metadata.source, extract.metadata.published) == ("晚报", date(2023, 5, 6))


def test_a_rule_inside_markdown_is_no_front_matter() -> None:
    text = "正文。\n---\ntitle: 不是\n---\n"
    assert read_markdown(text.encode()).text == text


def test_without_front_matter_the_first_top_heading_is_the_title() -> None:
    assert read_markdown("前言\n\n## 小节\n# 大标题 #\n".encode()).metadata.title == "大标题"
    assert read_markdown("只有正文。\n".encode()).metadata.title is None


def test_binary_data_is_no_markdown() -> None:
    with pytest.raises(UnreadableSource, match="binary"):
        read_markdown(b"\x89PNG\r\n\x1a\n" + bytes(50))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-03-04T10:00:00+08:00", date(2022, 3, 4)),
        ("2022/3/4", date(2022, 3, 4)),
        ("2022年3月4日 10:00", date(2022, 3, 4)),
        ("2022-13-40", None),
        ("2022", None),
        ("去年", None),
        ("", None),
    ],
)
def test_a_date_is_read_from_the_start_of_a_text(text: str, day: date | None) -> None:
    assert parse_date(text) == day


def test_extensions_are_matched_in_any_case_and_gzip_lines_as_one(tmp_path) -> None:
    names = ("A.TXT", "b.JsonL", "c.jsonl.GZ", "d.tar.gz", "e")
    assert [extension(tmp_path / name) for name in names] == [
        ".txt",
        ".jsonl",
        ".jsonl.gz",
        ".gz",
        "",
    ]
