import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visiting
from tests.browser.visit import Visit

PLACEHOLDERS = {"zh-Hans": "问一个问题……", "zh-Hant": "問一個問題……", "en": "Ask a question…"}


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("en-GB", "en")],
)
def test_the_page_speaks_the_browsers_language(
    visits: Visiting, locale: str, language: str
) -> None:
    with visits(locale=locale) as visit:
        expect(visit.at("html")).to_have_attribute("lang", language)
        expect(visit.at("#question")).to_have_attribute("placeholder", PLACEHOLDERS[language])


def test_a_chosen_language_says_everything_anew_and_is_remembered(visit: Visit) -> None:
    turn = visit.ask("萧山给旺苍投入多少产业园资金")
    turn.locator(".said .mark").click()
    visit.highlighted()
    visit.at("[data-language=zh-Hant]").click()
    expect(turn.locator(".verdict")).to_have_text("有據")
    expect(visit.at("#article-check .check")).to_have_text("與原文相符")
    visit.at("[data-language=en]").click()
    expect(turn.locator(".verdict")).to_have_text("Supported")
    expect(turn.locator(".sources h4")).to_have_text("Sources")
    expect(visit.at("#library-title")).to_have_text("Library")
    assert visit.page.title() == "wenju · answers with proof"
    visit.page.reload()
    expect(visit.at("html")).to_have_attribute("lang", "en")
    expect(visit.at("[data-language=en]")).to_have_attribute("aria-pressed", "true")


def test_what_is_chinese_is_marked_as_such_on_an_english_page(visits: Visiting) -> None:
    with visits(locale="en-US") as visit:
        turn = visit.ask("How much did Xiaoshan invest in Wangcang's industrial park?")
        expect(turn.locator("h3")).to_have_attribute("lang", "en")
        expect(turn.locator(".sources blockquote")).to_have_attribute("lang", "zh-Hans")
        turn = visit.ask("青汀三年給瀾坪多少資金")
        expect(turn.locator("h3")).to_have_attribute("lang", "zh-Hant")


def test_the_theme_follows_the_system_until_it_is_chosen(visits: Visiting) -> None:
    with visits(color_scheme="dark") as visit:
        theme = visit.at("html")
        expect(theme).to_have_attribute("data-theme", "dark")
        expect(visit.at("#theme")).to_have_attribute("aria-label", "配色：跟随系统")
        visit.at("#theme").click()
        expect(theme).to_have_attribute("data-theme", "light")
        visit.page.reload()
        expect(theme).to_have_attribute("data-theme", "light")
        visit.at("#theme").click()
        visit.at("#theme").click()
        expect(theme).to_have_attribute("data-theme", "dark")
        visit.page.emulate_media(color_scheme="light")
        expect(theme).to_have_attribute("data-theme", "light")  # the page hears of it later
