import contextlib
import io
import zipfile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableSource
from index.formats import word
from index.formats.word import read_word


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def sound() -> bytes:
    document = docx.Document()
    document.add_paragraph("明年投产。")
    return saved(document)


SOUND = sound()


def test_paragraphs_and_tables_are_read_in_order_with_the_properties() -> None:
    document = docx.Document()
    document.core_properties.title = "两县合建茶园"
    document.core_properties.author = "林某"
    document.add_heading("两县合建茶园", level=1)
    document.add_paragraph("总投资三亿元。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("年份", "资金", "2022", "一亿元"), strict=True):
        cell.text = text
    document.add_paragraph("明年投产。")
    extract = read_word(saved(document))
    assert extract.text.splitlines() == [
        "两县合建茶园",
        "总投资三亿元。",
        "年份\t资金",
        "2022\t一亿元",
        "明年投产。",
    ]
    assert (extract.metadata.title, extract.metadata.author) == ("两县合建茶园", "林某")


def test_merged_cells_are_read_once() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合计"
    assert read_word(saved(document)).text == "合计"


def test_an_empty_word_file_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="no text"):
        read_word(saved(docx.Document()))


def archive(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut", b"words", archive(readme="none")])
def test_a_broken_word_file_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(UnreadableSource, match="broken"):
        read_word(data)


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=40))
def test_damage_anywhere_is_read_past_or_refused(place: int, damage: bytes) -> None:
    data = bytearray(SOUND)
    place %= len(data)
    data[place : place + len(damage)] = damage
    with contextlib.suppress(UnreadableSource):
        assert isinstance(read_word(bytes(data)).text, str)


def test_a_locked_word_file_says_so() -> None:
    with pytest.raises(UnreadableSource, match="encrypted"):
        read_word(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50))


def test_a_file_that_unpacks_to_too_much_is_not_unpacked(monkeypatch) -> None:
    monkeypatch.setattr(word, "LARGEST_UNPACKED", 1_000)
    with pytest.raises(UnreadableSource, match="unpacks to"):
        read_word(saved(docx.Document()))
