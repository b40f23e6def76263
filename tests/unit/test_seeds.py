import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from seeds.make import ARTICLES, RECIPES, SOURCES, damage, make_all, read_source

ROOT = Path(__file__).resolve().parents[2]
SETS = {
    "seeds": ROOT / "seeds" / "questions.jsonl",
    "scraped": ROOT / "eval" / "sets" / "scraped.jsonl",
}
LEAST = {
    "figure": 20,
    "date": 8,
    "name": 8,
    "place": 6,
    "list": 6,
    "traditional": 8,
    "english": 8,
    "followup": 8,
    "unanswerable-place": 8,
    "unanswerable-year": 8,
    "unanswerable-lost-number": 5,
    "unanswerable-other": 8,
}


def read_items(name: str) -> list[dict]:
    return [json.loads(line) for line in SETS[name].read_text(encoding="utf-8").splitlines()]


def clean_texts() -> dict[str, str]:
    """The clean text of every document of the demo corpus, by the id that it will have."""
    texts = {}
    for recipe in RECIPES:
        for number, source in enumerate(recipe.sources, start=1):
            many = recipe.article.endswith(".jsonl")
            texts[f"brief-{number:02d}" if many else recipe.article] = read_source(source).text
    return texts


def test_the_script_makes_every_article_byte_for_byte() -> None:
    made = make_all()
    assert {path.name for path in ARTICLES.iterdir()} == set(made)
    for name, data in made.items():
        assert (ARTICLES / name).read_bytes() == data, name


def test_every_source_is_made_into_an_article() -> None:
    used = {name for recipe in RECIPES for name in recipe.sources}
    assert used == {str(path.relative_to(SOURCES)) for path in SOURCES.rglob("*.txt")}


def test_a_damaged_page_carries_readings_after_its_characters() -> None:
    assert damage("產業園區") == "產(chǎn)業(yè)園區(qū)"


def test_a_reading_found_astride_two_characters_shifts_the_bytes_that_follow() -> None:
    assert damage("當地竹農。") == "當(dāng)?shù)刂褶r(nóng)。"
    assert damage("日報") == "日?qǐng)?bào)"


def test_a_shifted_run_may_pass_through_private_use_and_hide_a_comma() -> None:
    assert damage("當地商戶增收，獲益").endswith("\ue0c6@益")


def test_a_lost_lead_byte_shifts_the_run_up_to_the_next_ascii_byte() -> None:
    assert damage("易。現在", lost_leads=("。現",)) == "易?,F(xiàn)在"


@pytest.mark.parametrize("name", SETS)
def test_items_are_well_formed(name: str) -> None:
    items = read_items(name)
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        assert item["question"].strip() == item["question"] != ""
        assert item["kind"] in LEAST
        assert bool(item["answers"]) is not item["kind"].startswith("unanswerable")
        assert all(answer.strip() == answer != "" for answer in item["answers"])
        assert len(set(item["answers"])) == len(item["answers"])


@pytest.mark.parametrize("name", SETS)
def test_a_follow_up_has_turns_that_alternate_and_end_with_the_assistant(name: str) -> None:
    for item in read_items(name):
        roles = [turn["role"] for turn in item.get("history", [])]
        assert roles == ["user", "assistant"] * (len(roles) // 2)
        assert roles or item["kind"] != "followup"


@pytest.mark.parametrize("name", SETS)
def test_the_split_follows_from_the_id(name: str) -> None:
    for item in read_items(name):
        odd = hashlib.sha256(item["id"].encode()).digest()[7] % 2
        assert item["split"] == ("held" if odd else "dev"), item["id"]


def test_the_demo_set_holds_enough_of_every_kind() -> None:
    kinds = Counter(item["kind"] for item in read_items("seeds"))
    assert not {kind: least for kind, least in LEAST.items() if kinds[kind] < least}
    assert kinds.total() >= 130
    assert sum(count for kind, count in kinds.items() if kind.startswith("un")) >= 36


def test_the_scraped_set_holds_enough_of_both_sorts() -> None:
    answerable = Counter(bool(item["answers"]) for item in read_items("scraped"))
    assert answerable[True] >= 32
    assert answerable[False] >= 16


def test_the_scraped_set_quotes_no_page() -> None:
    assert not [item["id"] for item in read_items("scraped") if "evidence" in item]


def test_every_document_asked_about_is_there() -> None:
    asked = {item["document"] for item in read_items("seeds") if "document" in item}
    assert asked <= set(clean_texts())


def test_evidence_stands_in_the_clean_text_of_its_document() -> None:
    texts = clean_texts()
    for item in read_items("seeds"):
        if "evidence" not in item:
            continue
        places = [item["document"]] if "document" in item else list(texts)
        assert any(item["evidence"] in texts[place] for place in places), item["id"]


def test_an_answer_stands_in_its_evidence() -> None:
    for item in read_items("seeds"):
        if "evidence" in item:
            assert any(answer in item["evidence"] for answer in item["answers"]), item["id"]
