"""A page becomes readable paragraphs, each with its kind, and completed metadata."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.clean.cleaning import clean_document
from index.document import CleanDocument, Document, Metadata, ParagraphKind
from index.span import Span

PROSE = "今年以来，全县上下共同努力，新修了三条公路和两座桥梁，村民出行更加方便。"
MORE = "明年还将继续投入，让每个村子都通上公交车，老人和孩子出门不再发愁。"


def cleaned(text: str, metadata: Metadata | None = None) -> CleanDocument:
    return clean_document(Document("a", text, "", metadata or Metadata()))


def kinds(text: str) -> list[tuple[str, str]]:
    clean = cleaned(text)
    return [(each.kind.value, each.clean_span.of(clean.text)) for each in clean.paragraphs]


def test_a_page_is_told_apart_line_by_line() -> None:
    page = (
        "您当前的位置：首页 > 新闻\n三条公路通到村口\n2021-03-05 08:40 来源：某某日报 分享\n"
        f"{PROSE}\n再添两座桥\n{MORE}\n(记者张三整理)\n[责任编辑：某某]\n某某网 版权所有\n"
    )
    assert kinds(page) == [
        ("furniture", "您当前的位置：首页 > 新闻"),
        ("title", "三条公路通到村口"),
        ("byline", "2021-03-05 08:40 来源：某某日报 分享"),
        ("body", PROSE),
        ("heading", "再添两座桥"),
        ("body", MORE),
        ("byline", "(记者张三整理)"),
        ("furniture", "[责任编辑：某某]"),
        ("furniture", "某某网 版权所有"),
    ]
    assert cleaned(page).document.metadata == Metadata(
        "三条公路通到村口", "某某日报", "张三", date(2021, 3, 5)
    )


def test_no_title_is_invented_where_the_page_begins_with_its_body() -> None:
    page = f"{PROSE}\n再添两座桥\n{MORE}(王小明)"
    assert [kind for kind, _ in kinds(page)] == ["body", "heading", "body"]
    assert cleaned(page).document.metadata == Metadata(author="王小明")


def test_a_line_that_leads_into_a_list_is_no_title() -> None:
    assert kinds(f"有下列情形之一的，应当提出申请：\n{PROSE}\n{MORE}")[0][0] == "body"


def test_a_remark_in_brackets_at_the_end_is_no_author() -> None:
    assert cleaned(f"{PROSE}\n{MORE}(待续)").document.metadata.author is None


def test_what_the_format_stated_wins_over_the_page() -> None:
    given_ = Metadata(title="别的标题", published=date(2020, 1, 1))
    page = f"三条公路通到村口\n2021-03-05 来源：某某日报\n{PROSE}\n{MORE}"
    assert cleaned(page, given_).document.metadata == Metadata(
        "别的标题", "某某日报", None, date(2020, 1, 1)
    )


def test_headings_in_a_row_are_all_headings_and_a_table_is_not() -> None:
    rows = "\n".join(["北村", "南村", "东村", "西村", "中村", "新村"])
    assert kinds(f"{PROSE}\n去年\n修了什么\n{MORE}")[1:3] == [
        ("heading", "去年"),
        ("heading", "修了什么"),
    ]
    assert {kind for kind, _ in kinds(f"{PROSE}\n{rows}\n{MORE}")} == {"body"}


def test_a_short_line_with_figures_is_body() -> None:
    assert kinds(f"{PROSE}\n投入资金4.5亿元,修路30公里\n{MORE}")[1][0] == "body"


def test_links_under_a_heading_of_links_are_furniture() -> None:
    page = f"{PROSE}\n{MORE}\n相关新闻\n另一座桥也通车了\n邻县的公交车"
    assert [kind for kind, _ in kinds(page)] == ["body", "body", *["furniture"] * 3]


def test_an_editors_credit_at_the_end_of_a_paragraph_stands_alone() -> None:
    assert kinds(f"{PROSE}\n{MORE} (责任编辑：某某)")[1:] == [
        ("body", MORE),
        ("furniture", "(责任编辑：某某)"),
    ]


def test_a_source_at_the_end_of_a_paragraph_stands_alone() -> None:
    page = f"{PROSE}{MORE}来源：某某晚报 如遇作品内容、版权等问题，请与本网联系。"
    assert kinds(page) == [
        ("body", PROSE + MORE),
        ("byline", "来源：某某晚报"),
        ("furniture", "如遇作品内容、版权等问题，请与本网联系。"),
    ]
    assert cleaned(page).document.metadata.source == "某某晚报"


def test_a_source_spoken_of_in_a_sentence_stays_in_it() -> None:
    page = f"{PROSE}资金来源：县财政出一半。{MORE}"
    assert kinds(page) == [("body", page)]


def test_a_title_may_exclaim_and_ask() -> None:
    title = "通车了！三条公路到村口，谁最高兴？村里的老人说说心里话！再也不用走山路了！"
    assert kinds(f"{title}\n2021-03-05\n{PROSE}\n{MORE}")[0] == ("title", title)


def test_empty_and_blank_texts_have_no_paragraphs() -> None:
    assert cleaned("").paragraphs == ()
    assert cleaned(" \n\u200b\n").text == ""


def test_one_short_line_is_body() -> None:
    assert kinds("桥通了") == [("body", "桥通了")]


def test_every_page_keeps_its_script() -> None:
    assert "產業園區" in cleaned("縣(xiàn)裡的產(chǎn)業(yè)園區(qū)開(kāi)工了").text


PIECES = st.lists(
    st.sampled_from(
        [
            PROSE,
            MORE,
            "產(chǎn)業(yè)園區(qū)",
            "帶動當?shù)貏趧泳蜆I，",
            "日?qǐng)?bào)",
            "２０２１年",
            "&nbsp;",
            "\u200b",
            "\n",
            "\r\n",
            "\u3000",
            "分享",
            "来源：某某日报",
            "2021-03-05",
            "(责任编辑：某某)",
            "㍿",
            "𠀀",
        ]
    ),
    max_size=12,
)


@given(PIECES)
def test_paragraphs_are_the_lines_and_map_into_the_page_in_order(pieces: list[str]) -> None:
    page = "".join(pieces)
    clean = cleaned(page)
    assert "\n".join(each.clean_span.of(clean.text) for each in clean.paragraphs) == clean.text
    done = 0
    for paragraph in clean.paragraphs:
        source = clean.alignment.to_source(paragraph.clean_span)
        assert done <= source.start < source.end <= len(page)
        done = source.end
    assert all(isinstance(each.kind, ParagraphKind) for each in clean.paragraphs)


@given(PIECES, st.integers(0, 200), st.integers(1, 20))
def test_what_no_step_touched_reads_the_same_in_the_page(
    pieces: list[str], start: int, length: int
) -> None:
    clean = cleaned("".join(pieces))
    end = min(start + length, len(clean.text))
    if start >= end:
        return
    source = clean.alignment.to_source(Span(start, end))
    if len(source) == end - start and not set(clean.text[start:end]) & set("0123456789 \n"):
        assert source.of(clean.document.text) == clean.text[start:end]
