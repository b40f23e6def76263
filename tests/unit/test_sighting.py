"""Which candidates have the shape that is asked for."""

import numpy as np
import pytest

from index.gazetteer import Gazetteer
from index.rarity import Rarity
from index.span import Span
from service.reader.analysis import analyse
from service.reader.candidate import CONTRADICTED, Candidate
from service.reader.expectation import AnswerType
from service.reader.neural.span_odds import SpanOdds
from service.reader.sentence import sentences_of
from service.reader.sighting import Sighting, fitting, may_be
from service.training.reader import view_of

CHINA, NEWS = Gazetteer.load(), Rarity.load()


def sightings(question: str, text: str, fits: dict[str, float], sure: str = "") -> list[Sighting]:
    """Make a sighting of each piece of a sentence; the network is sure of one of them."""
    analysis = analyse(question, gazetteer=CHINA, rarity=NEWS)
    sentence = sentences_of(view_of(text, "a", 0, CHINA), analysis)[0]
    grid = np.zeros((len(text), 48), dtype=np.float32)
    if sure:
        grid[text.index(sure), len(sure) - 1] = 0.9
    spans = {Span(text.index(one), text.index(one) + len(one)): fit for one, fit in fits.items()}
    odds = SpanOdds(grid, 9.0)
    return [Sighting(sentence, Candidate(span, fit), odds) for span, fit in spans.items()]


def told(
    question: str, text: str, fits: dict[str, float], kind: AnswerType, sure: str = ""
) -> list[str]:
    return [one.text for one in fitting(sightings(question, text, fits, sure), kind)]


def test_a_range_that_the_network_is_sure_of_stays_beside_its_ends() -> None:
    text = "海拔750米至3500米"
    fits = {"750米": 1.0, "3500米": 1.0, "750米至3500米": 0.0, "海拔": 0.0}
    found = told("海拔多少米", text, fits, AnswerType.FIGURE, sure="750米至3500米")
    assert found == ["750米", "3500米", "750米至3500米"]


def test_where_nothing_has_the_shape_every_number_stays() -> None:
    fits = {"很多": 0.0, "第3批": 0.3}
    assert told("投入多少", "投入很多也有第3批", fits, AnswerType.FIGURE) == ["第3批"]


def test_where_nobody_is_named_everything_stays() -> None:
    fits = {"很多": 0.0, "不少": 0.3}
    assert told("是谁投入的", "投入很多也不少", fits, AnswerType.PERSON) == ["很多", "不少"]


def test_a_place_that_the_question_names_is_no_answer() -> None:
    fits = {"旺苍": 1.0, "萧山": 1.0}
    assert told("旺苍和哪里结对", "旺苍与萧山结对", fits, AnswerType.PLACE) == ["萧山"]


@pytest.mark.parametrize(("fit", "expected"), [(0.4, ["云峰街道"]), (CONTRADICTED, ["柘岱口乡"])])
def test_the_network_is_not_believed_about_a_place_of_another_rank(
    fit: float, expected: list[str]
) -> None:
    fits = {"云峰街道": fit, "柘岱口乡": 0.5 if fit == 0.4 else 1.0}
    text = "搬到云峰街道的柘岱口乡村民"
    assert told("是哪个乡的人", text, fits, AnswerType.PLACE, sure="云峰街道") == expected


def test_no_place_is_proposed_as_a_person() -> None:
    assert not may_be(AnswerType.PERSON, "重庆", CHINA)
    assert may_be(AnswerType.PERSON, "林知远", CHINA)
    assert may_be(AnswerType.PLACE, "重庆", CHINA)
