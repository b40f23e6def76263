import io

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.errors import UnreadableSource
from index.formats.pdf import read_pdf, rejoined


def pdf(*pages: list[str], title: str | None = None, encrypt: object = None) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=encrypt)
    if title:
        canvas.setTitle(title)
    for lines in pages:
        canvas.setFont("STSong-Light", 12)
        for row, line in enumerate(lines):
            canvas.drawString(72, 760 - 20 * row, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_the_text_layer_is_read_page_after_page() -> None:
    extract = read_pdf(pdf(["村里修了新路。"], ["茶叶卖得更好。"], title="修路"))
    assert extract.text == "村里修了新路。\n茶叶卖得更好。"
    assert extract.metadata.title == "修路"


def test_a_stand_in_that_software_filled_in_is_no_title() -> None:
    metadata = read_pdf(pdf(["村里修了新路。"], title="untitled")).metadata
    assert (metadata.title, metadata.author) == (None, None)


def test_lines_broken_for_lack_of_room_are_joined_across_pages() -> None:
    extract = read_pdf(
        pdf(["两县合建茶叶加工园，总投", "资三亿元，园区明年投产，"], ["带动千人就业。"])
    )
    assert extract.text == "两县合建茶叶加工园，总投资三亿元，园区明年投产，带动千人就业。"


def test_a_short_line_ends_a_paragraph() -> None:
    lines = ["修路记", "村里修了新的公路，从此", "出门方便。", "茶园扩种"]
    assert rejoined(lines) == ["修路记", "村里修了新的公路，从此出门方便。", "茶园扩种"]


def test_latin_lines_are_joined_with_a_space_and_without_the_hyphen() -> None:
    assert rejoined(["the county built a new co-", "operative and sold more", "tea."]) == [
        "the county built a new cooperative and sold more tea."
    ]


def test_nothing_is_rejoined_from_nothing() -> None:
    assert rejoined(["", ""]) == []


def test_a_pdf_of_pictures_says_that_it_has_no_text_layer() -> None:
    with pytest.raises(UnreadableSource, match="no text layer"):
        read_pdf(pdf([], []))


def test_an_encrypted_pdf_says_so() -> None:
    locked = pdf(["密"], encrypt=StandardEncryption("secret", canPrint=0))
    with pytest.raises(UnreadableSource, match="encrypted"):
        read_pdf(locked)


@pytest.mark.parametrize("keep", [0, 9, 400])
def test_a_broken_pdf_is_refused_with_a_reason(keep: int) -> None:
    with pytest.raises(UnreadableSource, match="broken"):
        read_pdf(pdf(["字"])[:keep])
