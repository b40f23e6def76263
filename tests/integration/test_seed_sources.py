"""The reprint and the two articles that disagree in the demo corpus."""

from pathlib import Path

import pytest

from service.answer import RefusalReason, Status
from service.bootstrap import ROOT, SEEDS, open_local_library
from service.local_library import LocalLibrary
from service.question import Question
from service.settings import load_settings


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> LocalLibrary:
    folder: Path = tmp_path_factory.mktemp("seeds")
    library = open_local_library(load_settings(store=folder / "store"))
    library.ingest([ROOT / SEEDS])
    return library


def test_the_two_figures_of_the_bamboo_park_are_shown_the_newer_first(
    seeds: LocalLibrary,
) -> None:
    answer = seeds.ask(Question("岚川竹材产业园总投资多少"))
    assert answer.status is Status.PARTIAL
    assert answer.text == (
        "各来源的说法不同：5.2亿元（青汀商讯，2023-03-19）；4.6亿元（岚川新闻，2023-03-05）。"
    )
    assert [one.document_id for one in answer.citations] == [
        "lanchuan-park-visit.docx",
        "lanchuan-park-march.txt",
    ]
    for citation in answer.citations:
        text = seeds.document(citation.document_id).text
        assert citation.span.of(text) == citation.cited_text


def test_who_asks_what_one_outlet_says_is_given_its_figure(seeds: LocalLibrary) -> None:
    answer = seeds.ask(Question("青汀商讯的报道里，岚川竹材产业园总投资是多少"))
    assert (answer.text, answer.status) == ("5.2亿元", Status.ANSWERED)


def test_what_both_articles_say_of_the_park_is_one_answer(seeds: LocalLibrary) -> None:
    answer = seeds.ask(Question("岚川竹材产业园占地多少亩"))
    assert (answer.text, answer.status, answer.conflict) == ("420亩", Status.ANSWERED, ())


def test_the_reprint_is_listed_beside_the_article_and_true_to_the_character(
    seeds: LocalLibrary,
) -> None:
    answer = seeds.ask(Question("萧山给旺苍投入多少产业园资金"))
    assert (answer.text, answer.status) == ("3978万元", Status.ANSWERED)
    (citation,) = answer.citations
    (also,) = citation.also_in
    assert {citation.document_id, also.document_id} == {
        "xiaoshan-wangcang.txt",
        "xiaoshan-wangcang-reprint.txt",
    }
    assert {citation.source, also.source} == {"湘湖观察", "川浙速递"}
    text = seeds.document(also.document_id).text
    assert also.span.of(text) == also.cited_text
    assert also.cited_text == (
        "2021年，萧山给旺苍的产业园区共建投入3978万元，相当于当年项目资金的79.5%。"
    )


def test_a_refusal_names_the_year_asked_and_the_year_found(seeds: LocalLibrary) -> None:
    answer = seeds.ask(Question("2020年萧山给旺苍投入多少产业园资金"))
    assert answer.refusal_reason is RefusalReason.SUBJECT_MISMATCH
    assert answer.text == "资料中没有所问的答案；最接近的内容说的是2021年，不是2020年。"
    assert answer.refusal_detail is not None
    assert answer.refusal_detail.differs == ("time",)
