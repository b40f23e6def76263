"""The whole chain over small texts, with the bundled models."""

from datetime import date

import pytest

from eval.reading import GivenText
from index.document import Document
from index.hit import Hit
from index.static_embedder import StaticEmbedder
from prompts.template import Prompt
from service.answer import Answer, RefusalReason, Status, Verdict
from service.answerer import Answerer
from service.observer import Abandoned, Drafted, Event, Retrieved
from service.question import Language, Question
from service.retriever import WenjuRetriever
from tests.fakes import make_document

PAGE = make_document(
    "harbour.txt",
    "青石港擴建記\n"
    "2023年,青石縣投入港口擴建資金3978萬元,占當年基建資金的79.5%,新建泊位6個。\n"
    "港務主任林知遠說,擴建工程2023年5月動工,由海川建設有限公司承建。\n"
    "擴建後,青石縣又摘得畝新地,用來堆放貨櫃。\n",
    title="青石港擴建記",
    published=date(2024, 3, 1),
)


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    embedder = StaticEmbedder.load()
    return Answerer(lambda: GivenText.of(PAGE), embedder=lambda: embedder)


def ask(answerer: Answerer, question: str) -> Answer:
    return answerer.ask(Question(question))


def test_a_figure_is_answered_with_the_sentence_that_says_it(answerer: Answerer) -> None:
    answer = ask(answerer, "青石县投入多少港口扩建资金")
    assert (answer.text, answer.status) == ("3978万元", Status.ANSWERED)
    citation = answer.citations[0]
    assert citation.span.of(PAGE.text) == citation.cited_text
    assert citation.highlight is not None
    assert citation.highlight.of(citation.quote) == "3978萬元"
    assert citation.support.verdict is Verdict.SUPPORTED


def test_the_answer_is_in_the_askers_script_and_the_quote_in_the_pages(
    answerer: Answerer,
) -> None:
    answer = ask(answerer, "青石縣投入多少港口擴建資金？")
    assert answer.text == "3978萬元"
    assert "擴建資金3978萬元" in answer.citations[0].quote


def test_an_english_asker_is_answered_from_a_chinese_page(answerer: Answerer) -> None:
    answer = ask(answerer, "How much money did Qingshi invest in the port expansion?")
    assert answer.status is Status.ANSWERED
    assert answer.citations[0].highlight is not None
    assert answer.citations[0].highlight.of(answer.citations[0].quote) == "3978萬元"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("扩建资金占当年基建资金的多少", "79.5%"),
        ("青石港扩建什么时候动工", "2023年5月"),
        ("港务主任是谁", "林知远"),
        ("扩建工程由哪家公司承建", "海川建设有限公司"),
        ("新建了几个泊位", "6个"),
    ],
)
def test_the_shape_of_the_question_decides_which_span_answers(
    answerer: Answerer, question: str, expected: str
) -> None:
    assert ask(answerer, question).text == expected


def test_several_questions_are_answered_one_by_one(answerer: Answerer) -> None:
    answer = ask(answerer, "青石港扩建什么时候动工，由哪家公司承建？")
    assert (answer.text, answer.status) == ("2023年5月；海川建设有限公司", Status.ANSWERED)
    assert [one.answer_span.of(answer.text) for one in answer.citations] == [
        "2023年5月",
        "海川建设有限公司",
    ]
    assert [one.span.of(PAGE.text) for one in answer.citations] == [
        one.cited_text for one in answer.citations
    ]


def test_a_question_without_an_answer_beside_others_is_named(answerer: Answerer) -> None:
    answer = ask(answerer, "新建了几个泊位？谁是县长？")
    assert (answer.text, answer.status) == ("6个", Status.PARTIAL)
    assert answer.notice is not None
    assert answer.notice.startswith("谁是县长: ")


def test_a_refused_part_is_no_name_for_the_next(answerer: Answerer) -> None:
    answer = ask(answerer, "谁是县长？他投入了多少扩建资金？")
    assert answer.standalone_question.endswith("扩建资金？")
    assert "资料" not in answer.standalone_question


def test_yes_or_no_is_answered_with_what_decides(answerer: Answerer) -> None:
    answer = ask(answerer, "扩建工程是否已经动工")
    assert (answer.text, answer.status) == ("扩建工程2023年5月动工", Status.ANSWERED)


def test_what_the_page_does_not_decide_is_refused(answerer: Answerer) -> None:
    assert ask(answerer, "扩建工程是否已经验收").status is Status.REFUSED


def test_another_year_is_refused_as_another_subject(answerer: Answerer) -> None:
    answer = ask(answerer, "2020年青石县投入多少港口扩建资金")
    assert answer.status is Status.REFUSED
    assert answer.refusal_reason is RefusalReason.SUBJECT_MISMATCH
    assert answer.citations[0].support.verdict is Verdict.NEAREST


def test_another_county_is_refused_as_another_subject(answerer: Answerer) -> None:
    answer = ask(answerer, "康定县投入多少港口扩建资金")
    assert answer.refusal_reason is RefusalReason.SUBJECT_MISMATCH


def test_another_country_is_refused_as_another_subject() -> None:
    page = make_document("port.txt", "2023年,西班牙投入港口扩建资金3978万元,新建泊位6个。\n")
    embedder = StaticEmbedder.load()
    one_page = Answerer(lambda: GivenText.of(page), embedder=lambda: embedder)
    assert ask(one_page, "西班牙投入多少港口扩建资金").text == "3978万元"
    answer = ask(one_page, "葡萄牙投入多少港口扩建资金")
    assert answer.status is Status.REFUSED
    assert answer.refusal_reason is RefusalReason.SUBJECT_MISMATCH


def test_a_number_that_the_page_lost_is_refused_as_lost(answerer: Answerer) -> None:
    answer = ask(answerer, "青石县又摘得多少亩新地")
    assert answer.refusal_reason is RefusalReason.NUMBER_MISSING
    assert "新地" in answer.citations[0].quote


def test_what_the_corpus_does_not_speak_of_is_refused(answerer: Answerer) -> None:
    assert ask(answerer, "北京明天的天气怎么样").status is Status.REFUSED


@pytest.mark.parametrize("question", ["？！", "   ", "…"])
def test_a_question_without_a_word_is_refused_as_empty(answerer: Answerer, question: str) -> None:
    assert ask(answerer, question).refusal_reason is RefusalReason.UNSAFE_OR_EMPTY


def test_the_runnable_gives_the_answer_that_ask_gives(answerer: Answerer) -> None:
    question = Question("青石县投入多少港口扩建资金")
    one, other = answerer.ask(question), answerer.chain.invoke(question)
    assert (one.text, one.citations) == (other.text, other.citations)
    assert list(other.timings) == [
        "condense",
        "retrieve",
        "rerank",
        "generate",
        "verify",
        "total",
    ]


def test_the_retriever_says_where_each_passage_stands() -> None:
    found = WenjuRetriever(corpus=lambda: GivenText.of(PAGE), limit=1).invoke("港口")
    document = found[0]
    start, end = document.metadata["start_char_index"], document.metadata["end_char_index"]
    assert document.metadata["document_id"] == "harbour.txt"
    assert PAGE.text[start:end] == document.page_content


class Model:
    """A language model that writes what it is told to."""

    name = "test:model"

    def __init__(self, reply: str) -> None:
        self._reply = reply

    def complete(self, prompt: Prompt, *, timeout: float | None = None) -> str:
        return self._reply


def written_by(reply: str) -> Answer:
    embedder = StaticEmbedder.load()
    model = Answerer(lambda: GivenText.of(PAGE), embedder=lambda: embedder, model=Model(reply))
    return model.ask(Question("青石县投入多少港口扩建资金"))


def test_a_language_models_answer_is_shown_with_the_quote_it_gave() -> None:
    answer = written_by("青石县投入港口扩建资金3978万元。[1] «投入港口擴建資金3978萬元»")
    assert answer.generator == "test:model"
    assert answer.text == "青石县投入港口扩建资金3978万元。"
    assert answer.citations[0].span.of(PAGE.text) == answer.citations[0].cited_text


def test_a_language_model_that_invents_gives_way_to_extraction() -> None:
    answer = written_by("青石县投入港口扩建资金9999万元。[7] «投入九千九百九十九萬元»")
    assert answer.generator == "extractive"
    assert answer.text == "3978万元"
    assert answer.notice == "test:model gave no proven answer; extracted from the articles"


def test_the_answers_language_may_be_another_than_the_questions() -> None:
    embedder = StaticEmbedder.load()
    english = Answerer(
        lambda: GivenText.of(PAGE), embedder=lambda: embedder, language=Language.ENGLISH
    )
    assert english.ask(Question("青石县投入多少港口扩建资金")).text == "3978萬元"
    assert english.ask(Question("康定县投入多少港口扩建资金")).text.startswith("The articles")


class Nothing:
    """A corpus without a passage."""

    generation = 0

    def search(self, query: str, *, limit: int) -> list[Hit]:
        return []

    def document(self, document_id: str) -> Document:
        raise AssertionError

    clean_document = document


def test_an_empty_corpus_refuses_without_evidence() -> None:
    embedder = StaticEmbedder.load()
    answer = Answerer(Nothing, embedder=lambda: embedder).ask(Question("投入多少资金"))  # type: ignore[arg-type]
    assert answer.refusal_reason is RefusalReason.NOT_IN_CORPUS
    assert answer.citations == ()


def test_an_observer_hears_what_was_found_and_that_there_is_a_draft(answerer: Answerer) -> None:
    heard: list[Event] = []
    answerer.ask(Question("青石县投入多少港口扩建资金"), observe=heard.append)
    found, drafted = heard
    assert isinstance(found, Retrieved)
    assert found.standalone_question == "青石县投入多少港口扩建资金"
    assert found.hits[0].passage.document_id == PAGE.id
    assert drafted == Drafted(1, "extractive")


def test_what_an_observer_raises_ends_the_answer(answerer: Answerer) -> None:
    def leave(_: Event) -> None:
        raise Abandoned

    with pytest.raises(Abandoned):
        answerer.ask(Question("青石县投入多少港口扩建资金"), observe=leave)


GAPS = make_document(
    "gaps.txt",
    "青石县2024年水利建设情况\n"
    "2024年,青石县投入东片水利资金8600万元,西片投入水利资金万元。\n"
    "全县新建水库 座,除险加固水库3座。县医院有医生18名,护士 名。\n",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("青石县东片投入水利资金多少", "8600万元"),
        ("青石县西片投入水利资金多少", None),
        ("青石县除险加固水库几座", "3座"),
        ("青石县新建水库几座", None),
        ("青石县县医院有多少医生", "18名"),
        ("青石县县医院有多少护士", None),
    ],
)
def test_a_lost_number_is_not_answered_with_that_of_its_neighbour(
    question: str, expected: str | None
) -> None:
    embedder = StaticEmbedder.load()
    answer = ask(Answerer(lambda: GivenText.of(GAPS), embedder=lambda: embedder), question)
    if expected is None:
        assert answer.refusal_reason is RefusalReason.NUMBER_MISSING
        assert answer.citations[0].support.verdict is Verdict.NEAREST
    else:
        assert answer.text == expected
