"""Markdown's marks go, its words stay."""

import pytest

from index.align import apply_edits
from index.clean.cleaning import clean_document
from index.clean.markdown import markdown_edits
from index.document import Document

PROSE = "今年以来，全县上下共同努力，新修了三条公路和两座桥梁，村民出行更加方便。"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("见[县志](https://example.org/a)第三章", "见县志第三章"),
        ("![地图](map.png)", "地图"),
        ("**三条**公路与*两座*桥", "三条公路与两座桥"),
        ("- 第一条\n* 第二条\n> 引文", "第一条\n第二条\n引文"),
        ("---\ntitle: 标题\n---\n正文", "正文"),
        ("2*3*4，a_b_c", "2*3*4，a_b_c"),
        ("第[1]条（注）", "第[1]条（注）"),
    ],
)
def test_marks_go_and_words_stay(text: str, words: str) -> None:
    assert apply_edits(text, markdown_edits(text))[0] == words


def test_headings_lose_their_marks_and_keep_their_kinds() -> None:
    page = f"# 三条公路\n\n{PROSE}\n\n## 两座桥，总投资4.5亿元\n\n- **{PROSE}**\n"
    clean = clean_document(Document("a", page, "", path="a.md"))
    assert clean.text == f"三条公路\n{PROSE}\n两座桥，总投资4.5亿元\n{PROSE}"
    assert [each.kind.value for each in clean.paragraphs] == ["title", "body", "heading", "body"]
    assert clean.document.metadata.title == "三条公路"
    for paragraph in clean.paragraphs:
        words = paragraph.clean_span.of(clean.text)
        assert clean.alignment.to_source(paragraph.clean_span).of(page) == words


def test_other_files_keep_what_looks_like_a_mark() -> None:
    assert clean_document(Document("a", "**三条**公路", "", path="a.txt")).text == "**三条**公路"
