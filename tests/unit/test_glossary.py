import pytest

from index.checksum import write_manifest
from index.errors import ModelDamaged, ModelUnavailable
from index.glossary import FILE_NAME, Glossary, base_forms
from index.training.own_words import own_words, with_own

SMALL = Glossary(
    {
        "factory": "工厂\t0.7\t厂\t0.2",
        "plan": "计划\t0.9",
        "planning": "规划\t0.8",
        "industrial park": "产业园\t0.6",
    }
)


def test_terms_come_best_first_with_their_shares():
    assert SMALL.translate("factory") == [("工厂", 0.7), ("厂", 0.2)]


@pytest.mark.parametrize("word", ["Factory", "factories", "FACTORY'S"])
def test_an_inflected_word_falls_back_on_its_base_form(word):
    assert SMALL.translate(word)[0] == ("工厂", 0.7)


def test_a_form_with_its_own_entry_keeps_it():
    assert SMALL.translate("planning") == [("规划", 0.8)]
    assert SMALL.translate("planned") == [("计划", 0.9)]


def test_an_unknown_word_has_no_terms():
    assert SMALL.translate("zyzzyva") == []
    assert SMALL.translate("") == []


def test_a_phrase_is_found_as_a_whole_and_in_the_plural():
    assert SMALL.translate_phrase(["Industrial", "parks"]) == [("产业园", 0.6)]
    assert SMALL.translate_phrase(["factory", "park"]) == []
    assert SMALL.translate_phrase([]) == []


def test_base_forms_undo_common_endings():
    assert base_forms("taxes")[0] == "tax"
    assert "city" in base_forms("cities")
    assert "sign" in base_forms("signed")
    assert "plan" in base_forms("planning")
    assert base_forms("is") == []


def test_a_changed_file_is_found(tmp_path):
    (tmp_path / FILE_NAME).write_text("park\t公园\t0.9\n", encoding="utf-8")
    write_manifest(tmp_path, [FILE_NAME])
    assert Glossary.load(tmp_path).translate("park") == [("公园", 0.9)]
    (tmp_path / FILE_NAME).write_text("park\t停车\t0.9\n", encoding="utf-8")
    with pytest.raises(ModelDamaged):
        Glossary.load(tmp_path)


def test_a_missing_glossary_is_unavailable(tmp_path):
    with pytest.raises(ModelUnavailable):
        Glossary.load(tmp_path)


@pytest.mark.parametrize(
    ("word", "term"),
    [("investment", "投资"), ("teacher", "教师"), ("hospitals", "医院"), ("employment", "就业")],
)
def test_the_bundled_glossary_knows_common_words(word, term):
    assert term in [term for term, _ in Glossary.load().translate(word)[:3]]


def test_terms_of_our_own_come_before_trained_ones_and_shares_still_sum_to_one():
    trained = {"partner": [("合伙人", 0.8), ("伙伴", 0.2)], "year": [("年", 1.0)]}
    table = with_own(trained, {"partner": ["结对", "伙伴"], "paired": ["结对"]})
    assert [term for term, _ in table["partner"]] == ["结对", "合伙人", "伙伴"]
    assert sum(share for _, share in table["partner"]) == pytest.approx(1.0)
    assert table["paired"] == [("结对", 1.0)]
    assert table["year"] == [("年", 1.0)]


def test_every_word_of_our_own_is_in_the_bundled_glossary():
    known = Glossary.load()
    lost = {
        (word, term)
        for word, terms in own_words().items()
        for term in terms[:1]
        if term not in [one for one, _ in known.translate_phrase(word.split())]
    }
    assert lost == set()
