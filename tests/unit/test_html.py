from datetime import date

import pytest

from index.errors import UnreadableSource
from index.formats.html import read_html

FIRST = "甲县与乙县上周签约，两地合建一座茶叶加工园，总投资三亿元，预计明年投产。"
SECOND = "园区建成后，可让上千名村民在家门口上班，茶农的鲜叶也不愁没有人来收购。"
PAGE = f"""<!DOCTYPE html><html><head><meta charset="CHARSET">
<title>两县合建茶园 - 某某晚报网</title>
<meta property="og:title" content="两县合建茶园">
<meta property="article:published_time" content="2022-03-04T10:00:00+08:00">
<meta property="og:site_name" content="某某晚报"></head>
<body><nav><a href="/">首页</a> <a href="/n">新闻频道</a></nav>
<article><h1>两县合建茶园</h1><p>{FIRST}</p><p>{SECOND}</p></article>
<script>var hidden = "脚本里的字";</script><!-- 注释里的字 -->
<div class="comments"><p>网友留言：写得好</p></div>
<footer>版权所有</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_main_text_of_a_page_is_read_a_paragraph_a_line(encoding: str) -> None:
    extract = read_html(PAGE.replace("CHARSET", encoding).encode(encoding))
    lines = extract.text.splitlines()
    assert lines[-2:] == [FIRST, SECOND]


def test_scripts_comments_menus_and_footers_are_no_content() -> None:
    text = read_html(PAGE.encode()).text
    for unwanted in ("脚本", "注释", "首页", "留言", "版权"):
        assert unwanted not in text


def test_what_the_head_states_becomes_metadata() -> None:
    metadata = read_html(PAGE.encode()).metadata
    assert (metadata.title, metadata.source) == ("两县合建茶园", "某某晚报")
    assert metadata.published == date(2022, 3, 4)


def test_the_byline_on_the_page_names_source_author_and_date() -> None:
    line = "<div>2022年3月5日 10:00　来源：乙县商报　作者：林某　点击：31</div>"
    metadata = read_html(PAGE.replace("<p>", f"{line}<p>", 1).encode()).metadata
    assert (metadata.source, metadata.author) == ("乙县商报", "林某")
    assert metadata.published == date(2022, 3, 4)


def test_a_sentence_about_sources_is_no_byline() -> None:
    sentence = f"村民说，收入来源：茶叶。{FIRST}{SECOND}"
    assert read_html(PAGE.replace(SECOND, sentence).encode()).metadata.source == "某某晚报"


def test_a_declared_encoding_is_followed_without_a_guess() -> None:
    page = PAGE.replace("CHARSET", "gb2312").encode("gb18030")
    extract = read_html(page)
    assert (extract.encoding, extract.warnings) == ("gb18030", ())
    assert FIRST in extract.text


def test_a_false_declaration_is_not_believed() -> None:
    extract = read_html(PAGE.replace("CHARSET", "utf-8").encode("gb18030"))
    assert FIRST in extract.text
    assert extract.warnings == ("encoding guessed: gb18030",)


def test_a_page_without_main_text_falls_back_to_all_that_it_shows() -> None:
    page = "<aside>旁注<!-- 无 --><b>一</b>则<script>x</script><div>尾\n注</div>完</aside>"
    extract = read_html(page.encode())
    assert extract.text.splitlines() == ["旁注一则", "尾 注", "完"]
    assert extract.warnings == ("no main text found: all visible text taken",)


def test_a_date_inside_the_body_is_not_taken_for_the_page_s_own() -> None:
    page = PAGE.replace("article:published_time", "other").replace("2022-03-04", "")
    page = page.replace(FIRST, f"2019年5月6日，{FIRST}")
    assert read_html(page.encode()).metadata.published is None


@pytest.mark.parametrize("page", ["", "<html></html>", "<script>var a = 1</script>", "<!-- 无 -->"])
def test_a_page_that_shows_nothing_is_refused(page: str) -> None:
    with pytest.raises(UnreadableSource, match="shows no text"):
        read_html(page.encode())


def test_a_very_long_paragraph_is_not_lost() -> None:
    extract = read_html(f"<p>{'字' * 4_000_000}</p>".encode("gb18030"))
    assert len(extract.text) == 4_000_000
