import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from service.bootstrap import open_local_library
from service.http.schema import DocumentIn
from service.settings import Settings
from tests.browser.serving import serving
from tests.browser.visit import Visit, fetched, visiting

BRIDGE = {
    "id": "bridge",
    "title": "柳坞镇石桥修好了",
    "source": "柳坞发布",
    "published": "2021-03-04",
    "text": "柳坞镇石桥修好了\n柳坞镇石桥长36米，花了52万元，用了四个月。",
}
TEA = {
    "id": "notes/tea",
    "title": "梨坪乡的茶园",
    "source": "梨坪日报",
    "published": "2023-08-15",
    "text": "梨坪乡的茶园\n梨坪乡有茶园2100亩，去年卖了37吨茶。",
}
DROP = """
(files) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name));
  const event = (kind) => new DragEvent(kind, { dataTransfer: carried, bubbles: true,
    cancelable: true });
  document.body.dispatchEvent(event("dragover"));
  window.overlaid = !document.getElementById("drop").hidden;
  document.body.dispatchEvent(event("drop"));
}
"""


@pytest.fixture
def own(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """A visit to a store of its own, with two documents."""
    library = open_local_library(Settings(store=tmp_path / "store"))
    with serving(library, Settings(store=tmp_path / "store")) as base:
        for document in (BRIDGE, TEA):
            DocumentIn.model_validate(document)
            assert fetched("POST", f"{base}/v1/documents", json=document).is_success
        with visiting(browser, base) as visit:
            yield visit


LISTED = "#documents:not([aria-busy='true']) .opens"


def ids(visit: Visit) -> list[str]:
    listed = fetched("GET", f"{visit.base}/v1/documents").json()["documents"]
    return [one["id"] for one in listed]


def test_the_library_is_listed_searched_and_filtered_by_source_and_date(own: Visit) -> None:
    expect(own.at(LISTED)).to_have_text(["柳坞镇石桥修好了", "梨坪乡的茶园"])
    expect(own.at("#library-count")).to_have_text("2 篇")
    own.page.fill("#library-find", "茶园 梨坪日报")
    expect(own.at(LISTED)).to_have_text(["梨坪乡的茶园"])
    expect(own.at("#library-count")).to_have_text("1 / 2 篇")
    own.page.fill("#library-find", "")
    own.at("#library-view summary").click()
    own.page.select_option("#library-source", "柳坞发布")
    expect(own.at(LISTED)).to_have_text(["柳坞镇石桥修好了"])
    own.at("#library-clear").click()
    own.page.fill("#library-from", "2022-01-01")
    expect(own.at(LISTED)).to_have_text(["梨坪乡的茶园"])
    own.page.fill("#library-until", "2022-12-31")
    expect(own.at(LISTED)).to_have_count(0)
    expect(own.at("#library-told")).to_have_text("没有符合条件的文章。")


def test_a_long_library_is_read_page_by_page_and_searched_beyond_what_is_shown(
    own: Visit,
) -> None:
    named = [(f"n{number}", f"第{number}号井") for number in range(70)]
    many = [{"id": one, "title": title, "text": "井。"} for one, title in named]
    fetched("POST", f"{own.base}/v1/documents", json={"documents": many})
    own.page.reload()
    own.at("#documents li").nth(59).wait_for()
    expect(own.at("#library-count")).to_have_text("72 篇")
    asked = [url for url in own.requested if "/v1/documents?" in url]
    assert {url.rpartition("limit=")[2] for url in asked} == {"60"}
    own.page.fill("#library-find", "第69号井")
    expect(own.at(LISTED)).to_have_text(["第69号井"])
    own.page.fill("#library-find", "")
    expect(own.at(LISTED)).to_have_count(60)
    own.at("#library-more button").click()
    own.at("#documents li").nth(71).wait_for()
    assert own.at(LISTED).all_inner_texts()[60:] == [f"第{number}号井" for number in range(58, 70)]
    expect(own.at(":focus")).to_have_text("第58号井")
    expect(own.at("#library-more button")).to_have_count(0)


def test_a_document_opens_from_the_library_and_the_way_back_leads_to_its_row(own: Visit) -> None:
    own.at("#documents .opens").nth(1).click()
    own.at("#article-body[aria-busy='false']").wait_for()
    expect(own.at("#article-body")).to_have_text(re.compile("^梨坪乡的茶园"))
    expect(own.at("#article-title")).to_be_focused()
    own.page.keyboard.press("Escape")
    expect(own.at("#library-view")).to_be_visible()
    expect(own.at(":focus")).to_have_text("梨坪乡的茶园")


def test_files_are_added_by_drag_and_drop_and_answer_at_once(own: Visit) -> None:
    text = "枫渡镇码头扩建\n枫渡镇码头新建泊位9个，投资3.3亿元。"
    own.page.evaluate(DROP, [["枫渡.txt", text], ["坏的.pdf", "这不是PDF"]])
    assert own.page.evaluate("window.overlaid") is True
    expect(own.at("#drop")).to_be_hidden()
    own.at("#uploads .failed").wait_for()
    own.at("#documents .opens").get_by_text("枫渡镇码头扩建").wait_for()
    told = own.at("#upload-list .told").all_inner_texts()
    assert told[0] == "已添加 1 篇"
    assert told[1].startswith("无法读取：")
    assert ids(own) == ["bridge", "notes/tea", "枫渡.txt"]
    turn = own.ask("枫渡镇码头新建泊位多少个")
    turn.locator(".said .mark").click()
    assert "新建泊位9个" in own.highlighted()


def test_files_are_added_by_the_button(own: Visit) -> None:
    with own.page.expect_file_chooser() as chooser:
        own.at("#library-add").click()
    chooser.value.set_files(
        [{"name": "a.md", "mimeType": "", "buffer": "# 新馆开放\n\n藏书四万册。".encode()}]
    )
    own.at("#upload-list .ended").wait_for()
    expect(own.at("#upload-list .name")).to_have_text("a.md")
    assert "a.md" in ids(own)


def test_a_document_is_removed_only_once_that_is_confirmed(own: Visit) -> None:
    remove = own.at("#documents .remove").nth(1)
    expect(remove).to_have_attribute("aria-label", "移除《梨坪乡的茶园》")
    remove.click()
    expect(own.at("#confirm-text")).to_contain_text("梨坪乡的茶园")
    expect(own.at("#confirm-cancel")).to_be_focused()
    own.page.keyboard.press("Escape")
    assert ids(own) == ["bridge", "notes/tea"]
    remove.click()
    own.at("#confirm-act").click()
    own.until("document.querySelectorAll('#documents li').length === 1")
    assert ids(own) == ["bridge"]
    expect(own.at(LISTED)).to_have_text(["柳坞镇石桥修好了"])


def test_a_citation_of_what_was_removed_or_changed_shows_what_was_cited(own: Visit) -> None:
    own.expected = ("404",)
    turn = own.ask("柳坞镇石桥花了多少钱")
    cited = turn.locator(".sources blockquote").inner_text()
    fetched(
        "POST", f"{own.base}/v1/documents", json={**BRIDGE, "text": "柳坞镇石桥改建了，不收费。"}
    )
    turn.locator(".said .mark").click()
    own.at("#article-body").get_by_text("改过了").wait_for()
    expect(own.at("#article-body mark")).to_have_count(0)
    expect(own.at("#article-body blockquote")).to_have_text(cited)
    fetched("DELETE", f"{own.base}/v1/documents", params={"id": "bridge"})
    own.page.keyboard.press("Escape")
    turn.locator(".said .mark").click()
    own.at("#article-body").get_by_text("已不在资料库里").wait_for()
    expect(own.at("#article-body blockquote")).to_have_text(cited)
