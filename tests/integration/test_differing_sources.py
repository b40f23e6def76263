"""Several articles about one thing: reprints, conflicts, and what only looks like one."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index.document import Document
from index.sources import read_sources
from index.static_embedder import StaticEmbedder
from prompts.template import Prompt
from service.answer import Answer, Status
from service.answerer import Answerer
from service.question import Language, Question
from tests.shelf import Shelf, article

ASKED = "青石县港口扩建工程总投资多少"
MARCH = article(
    "march",
    "青石县港口扩建工程开工\n3月3日，青石县港口扩建工程开工。工程占地420亩，总投资4.6亿元，新造泊位6个。\n",
    source="青石新闻",
    published=date(2023, 3, 5),
)
VISIT = article(
    "visit",
    "走访青石县港口\n记者走访青石县港口扩建工程。据一份材料，工程占地420亩，总投资5.2亿元，比早先公布的多。\n",
    source="海川商讯",
    published=date(2023, 3, 19),
)
REPRINT = article(
    "reprint",
    "港口扩建开工\n据青石新闻，工程占地420亩，总投资4.6亿元，新造泊位6个。\n青石县港口扩建工程3月3日开工。\n",
    source="转载报",
    published=date(2023, 3, 25),
)

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def ask() -> Ask:
    embedder = StaticEmbedder.load()

    def asked(question: str, *documents: Document, language: Language | None = None) -> Answer:
        shelf = Shelf(documents)
        answerer = Answerer(lambda: shelf, embedder=lambda: embedder, language=language)
        return answerer.ask(Question(question))

    return asked


def test_each_figure_is_shown_with_its_source_and_date_the_newest_first(ask: Ask) -> None:
    answer = ask(ASKED, MARCH, VISIT)
    assert answer.text == (
        "各来源的说法不同：5.2亿元（海川商讯，2023-03-19）；4.6亿元（青石新闻，2023-03-05）。"
    )
    assert answer.status is Status.PARTIAL
    assert [(one.text, one.citations) for one in answer.conflict] == [
        ("5.2亿元", (1,)),
        ("4.6亿元", (2,)),
    ]
    assert [one.document_id for one in answer.citations] == ["visit", "march"]
    texts = {"march": MARCH.text, "visit": VISIT.text}
    for citation, figure in zip(answer.citations, ("5.2亿元", "4.6亿元"), strict=True):
        assert citation.answer_span.of(answer.text) == figure
        assert citation.span.of(texts[citation.document_id]) == citation.cited_text
        assert figure in citation.cited_text


@pytest.mark.parametrize(
    "question",
    [
        "青石县港口扩建工程花了多少钱",
        "建设青石县港口扩建工程需要多少资金",
        "青石县港口扩建工程造价多少亿元",
        "扩建青石县的港口一共要投多少亿元",
        "青石县港口扩建工程的投资总额",
    ],
)
def test_figures_that_differ_are_found_by_what_the_sources_call_them(
    ask: Ask, question: str
) -> None:
    answer = ask(question, MARCH, VISIT)
    assert [one.text for one in answer.conflict] == ["5.2亿元", "4.6亿元"]


def test_the_order_of_the_search_does_not_change_the_order_of_the_figures(ask: Ask) -> None:
    assert ask(ASKED, VISIT, MARCH).text == ask(ASKED, MARCH, VISIT).text


def test_that_sources_differ_is_said_in_the_askers_script(ask: Ask) -> None:
    answer = ask("青石縣港口擴建工程總投資多少", MARCH, VISIT)
    assert answer.text == (
        "各來源的說法不同：5.2億元（海川商訊，2023-03-19）；4.6億元（青石新聞，2023-03-05）。"
    )


def test_that_sources_differ_is_said_in_english_to_an_english_asker(ask: Ask) -> None:
    answer = ask(ASKED, MARCH, VISIT, language=Language.ENGLISH)
    assert answer.text == (
        "The sources differ: 5.2亿元 (海川商讯, 2023-03-19); 4.6亿元 (青石新闻, 2023-03-05)."
    )


def test_a_reprint_has_no_vote_and_does_not_make_its_figure_newer(ask: Ask) -> None:
    answer = ask(ASKED, REPRINT, MARCH, VISIT)
    assert [one.text for one in answer.conflict] == ["5.2亿元", "4.6亿元"]
    assert [one.document_id for one in answer.citations] == ["visit", "march"]
    assert [also.document_id for also in answer.citations[1].also_in] == ["reprint"]


def test_a_reprint_is_listed_with_the_place_of_the_same_sentence(ask: Ask) -> None:
    answer = ask(ASKED, MARCH, REPRINT)
    assert (answer.text, answer.status, answer.conflict) == ("4.6亿元", Status.ANSWERED, ())
    citation = answer.citations[0]
    assert len(citation.also_in) == 1
    also = citation.also_in[0]
    other = {"march": MARCH, "reprint": REPRINT}[also.document_id]
    assert {citation.document_id, also.document_id} == {"march", "reprint"}
    assert also.span.of(other.text) == also.cited_text
    assert also.cited_text.endswith("工程占地420亩，总投资4.6亿元，新造泊位6个。")
    assert (also.source, also.published) == (
        other.metadata.source,
        other.metadata.published,
    )


def test_what_both_sources_say_alike_is_one_answer(ask: Ask) -> None:
    answer = ask("青石县港口扩建工程占地多少亩", MARCH, VISIT)
    assert (answer.text, answer.status, answer.conflict) == ("420亩", Status.ANSWERED, ())


def test_who_asks_for_one_outlets_figure_is_given_that_alone(ask: Ask) -> None:
    answer = ask("海川商讯说青石县港口扩建工程总投资多少", MARCH, VISIT)
    assert answer.conflict == ()


def told(figure: str, *, place: str = "青石县", before: str = "总投资") -> Document:
    return article(
        "other",
        f"{place}港口消息\n{place}港口扩建工程进展顺利，工程占地420亩，{before}{figure}，码头初见雏形。\n",
        source="别报",
        published=date(2023, 3, 19),
    )


@pytest.mark.parametrize(
    "figure", ["46000万元", "4.6亿余元", "约4.6亿元", "近5亿元", "四亿六千万元", "超4亿元"]
)
def test_one_figure_written_or_rounded_otherwise_is_no_conflict(ask: Ask, figure: str) -> None:
    assert ask(ASKED, MARCH, told(figure)).conflict == ()


@pytest.mark.parametrize(
    "other",
    [
        told("9亿元", place="海川县"),
        told("1.2亿元", before="一期投资"),
        told("1.2亿元", before="到3月底完成投资"),
        told("520亩", before="规划占地"),
    ],
)
def test_a_figure_of_something_else_is_no_conflict(ask: Ask, other: Document) -> None:
    assert ask(ASKED, MARCH, other).conflict == ()


def test_figures_of_two_years_are_no_conflict(ask: Ask) -> None:
    first = article("a", "青石县港口\n2021年，青石县港口货物吞吐量360万吨。\n", source="甲报")
    second = article("b", "青石县港口\n2022年，青石县港口货物吞吐量420万吨。\n", source="乙报")
    assert ask("青石县港口货物吞吐量多少吨", first, second).conflict == ()


def test_a_question_that_points_at_a_thing_unnamed_compares_nothing(ask: Ask) -> None:
    carp = article("carp", "锦纹鲤\n锦纹鲤栖息在溪流，侧线鳞片数50枚。\n")
    perch = article("perch", "石斑鲈\n石斑鲈栖息在礁石，侧线鳞片数61枚。\n")
    assert ask("此鱼的侧线鳞片数有多少", carp, perch).conflict == ()


def test_an_outlets_name_cannot_put_a_link_into_the_answer(ask: Ask) -> None:
    hostile = article(
        "visit", VISIT.text, source="![x](http://evil.example/a)", published=date(2023, 3, 19)
    )
    answer = ask(ASKED, MARCH, hostile)
    assert answer.status is Status.PARTIAL
    assert not set("![](:.<>") & set(answer.text.replace("4.6", "").replace("5.2", ""))


class Writes:
    """A language model that names one of two figures."""

    name = "test:model"

    def complete(self, prompt: Prompt, *, timeout: float | None = None) -> str:
        return "青石县港口扩建工程总投资4.6亿元。[1] «总投资4.6亿元»"


def test_a_language_model_that_names_one_figure_gives_way_to_all_of_them() -> None:
    embedder, shelf = StaticEmbedder.load(), Shelf((MARCH, VISIT))
    model = Answerer(lambda: shelf, embedder=lambda: embedder, model=Writes())
    answer = model.ask(Question(ASKED))
    assert [one.text for one in answer.conflict] == ["5.2亿元", "4.6亿元"]
    assert answer.generator == "extractive"
    assert answer.notice == (
        "sources differ; extracted from the articles, not written by test:model"
    )


def test_a_source_that_names_the_place_asked_about_with_its_rank_is_of_that_place(
    ask: Ask,
) -> None:
    answer = ask(
        "岚川竹产业园投资多少", *_seeds("lanchuan-park-march.txt", "lanchuan-park-visit.docx")
    )
    assert [one.text for one in answer.conflict] == ["5.2亿元", "4.6亿元"]


def _seeds(*names: str) -> list[Document]:
    folder = Path(__file__).parents[2] / "seeds" / "articles"
    found = read_sources([folder / name for name in names])
    return [one for one in found if isinstance(one, Document)]
