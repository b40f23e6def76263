import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.decode import decode, decode_as
from index.errors import UnreadableSource

SIMPLIFIED = "县里修了新的公路，村民卖茶叶更方便，今年收入涨了两成。"
TRADITIONAL = "縣裡修了新的公路，村民賣茶葉更方便，今年收入漲了兩成。"
ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, SIMPLIFIED[:8], TRADITIONAL[:8]])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_chinese_is_read_in_the_encoding_it_was_written_in(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, encoding)
    assert decoded.guessed == (encoding != "utf-8")


@pytest.mark.parametrize("length", [8, 15, len(TRADITIONAL)])
def test_traditional_text_in_big5_is_not_taken_for_gb18030(length: int) -> None:
    decoded = decode(TRADITIONAL[:length].encode("big5"))
    assert (decoded.text, decoded.encoding) == (TRADITIONAL[:length], "big5")


def test_vendor_characters_late_in_a_big5_file_widen_its_encoding() -> None:
    text = TRADITIONAL * 300 + "裏墻"
    decoded = decode(text.encode("cp950"))
    assert (decoded.text, decoded.encoding) == (text, "cp950")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030"])
def test_a_byte_order_mark_decides_and_is_dropped(encoding: str) -> None:
    decoded = decode(f"\ufeff{SIMPLIFIED}".encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.guessed) == (SIMPLIFIED, encoding, False)


def test_line_ends_are_kept_as_they_are() -> None:
    assert decode("甲\r\n乙\r丙\n".encode()).text == "甲\r\n乙\r丙\n"


def test_a_guess_is_told() -> None:
    assert decode(SIMPLIFIED.encode("gb18030")).warning == "encoding guessed: gb18030"
    assert decode(SIMPLIFIED.encode()).warning is None


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Сегодня хорошая погода, мы идём гулять в парк.", "cp1251"),
        ("L'été dernier, j'ai déjeuné à Genève avec un élève français.", "cp1252"),
    ],
)
def test_other_languages_are_left_to_the_detector(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.guessed) == (text, True)


def test_damaged_utf8_keeps_the_rest_and_names_the_place() -> None:
    data = SIMPLIFIED.encode()
    decoded = decode(data[:30] + b"\xff" + data[30:])
    assert decoded.text == SIMPLIFIED[:10] + "\ufffd" + SIMPLIFIED[10:]
    assert decoded.encoding == "utf-8"
    assert decoded.warning
    assert "first at byte 30" in decoded.warning


def test_a_cut_gb18030_file_keeps_the_rest_and_names_the_place() -> None:
    data = SIMPLIFIED.encode("gb18030")[:-1]
    decoded = decode(data)
    assert decoded.text == SIMPLIFIED[:-1] + "\ufffd"
    assert decoded.warning
    assert f"first at byte {len(data) - 1}" in decoded.warning


def test_lines_pasted_in_another_encoding_are_read_in_it() -> None:
    data = f"{SIMPLIFIED}\r\n".encode() + f"{SIMPLIFIED}\n".encode("gb18030") + "完".encode()
    decoded = decode(data)
    assert decoded.text == f"{SIMPLIFIED}\r\n{SIMPLIFIED}\n完"
    assert decoded.warning == "line 2 is no UTF-8: read as gb18030"


def test_legacy_text_behind_a_long_ascii_head_is_found() -> None:
    text = "plain words\n" * 2_000 + SIMPLIFIED
    assert decode(text.encode("gb18030")).text == text


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 20,
        bytes(100),
        b"%PDF-1.7 and so on",
        b"PK\x03\x04 and so on",
        bytes(number * 7 % 32 for number in range(3_000)),
    ],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableSource, match="looks like binary"):
        decode(data)


def test_one_stray_control_character_does_not_make_a_text_binary() -> None:
    assert decode(f"{SIMPLIFIED}\0{SIMPLIFIED}".encode()).text == f"{SIMPLIFIED}\0{SIMPLIFIED}"


def test_a_declared_encoding_is_followed() -> None:
    assert decode_as(TRADITIONAL.encode("big5"), "big5").text == TRADITIONAL


def test_empty_data_is_empty_text() -> None:
    assert decode(b"").text == ""
    assert decode(codecs.BOM_UTF8).text == ""


@given(st.binary(max_size=300))
def test_any_bytes_become_well_formed_text_or_are_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except UnreadableSource:
        return
    assert decoded.text.encode("utf-8").decode("utf-8") == decoded.text
