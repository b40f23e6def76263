"""English questions as the reading network is asked them."""

from index.gazetteer import Gazetteer
from index.glossary import Glossary
from index.rarity import Rarity
from service.reader.analysis import analyse
from service.reader.english import analyse_english
from service.reader.rendering import render
from service.training.reader import view_of


def test_a_chinese_question_is_asked_as_it_is() -> None:
    analysis = analyse("云石县有多少人?", gazetteer=Gazetteer.load(), rarity=Rarity.load())
    assert render(analysis, []) == "云石县有多少人?"


def in_chinese(question: str, text: str) -> str:
    analysis = analyse_english(question, glossary=Glossary.load(), rarity=Rarity.load())
    return render(analysis, [view_of(text, "a", 0, Gazetteer.load())])


def test_names_in_pinyin_are_written_as_the_passage_writes_them() -> None:
    asked = in_chinese("How many teachers did Xiaoshan send in 2021?", "2021年萧山派出教师12名。")
    assert asked.startswith("2021年")
    assert asked.endswith("多少教师")
    assert "萧山" in asked


def test_a_place_is_asked_for_by_its_chinese_rank() -> None:
    asked = in_chinese("Which county is Xiaoshan's partner?", "萧山与旺苍县结对。")
    assert asked.startswith("萧山")
    assert asked.endswith("哪个县")
