from collections import Counter
from dataclasses import dataclass, replace
from random import Random

import pytest

from eval.altered_corpus import AlteredCorpus
from eval.bench.refusal import row
from eval.item import Item, context_document
from eval.near_miss import Kind, Maker, NearMiss, without_figure
from eval.reading import GivenText
from eval.swaps import (
    kind_of,
    other_names,
    other_years,
    people_finder,
    people_of,
    places_finder,
)
from index.document import CleanDocument, Document
from index.hit import Hit
from tests.eval_fakes import answer, item, outcome, refusal

HANGZHOU = "2019年，杭州市在山上建了一座茶园。茶园占地320亩，投资者是王建国。"
CHENGDU = "成都市的图书馆藏书90万册，馆长是李文华。"
RIVER = "青河全长71公里。"


def asked(question: str, gold: str, context: str) -> Item:
    source = context_document(context, None)
    made = item(gold, item_id=question, text=question, context=context, kind="answerable")
    return replace(made, documents=(source.id,))


AREA = asked("2019年杭州市建的茶园占地多少？", "320亩", HANGZHOU)
OWNER = asked("杭州市茶园的投资者是谁？", "王建国", HANGZHOU)
PARK = asked("王建国投资的茶园占地多少？", "320亩", HANGZHOU)
BOOKS = asked("成都市图书馆藏书多少？", "90万册", CHENGDU)
HEAD = asked("成都市图书馆馆长是谁？", "李文华", CHENGDU)
LENGTH = asked("青河有多长？", "71公里", RIVER)
ITEMS = (AREA, OWNER, PARK, BOOKS, HEAD, LENGTH)
DOCUMENTS = tuple(context_document(text, None) for text in (HANGZHOU, CHENGDU, RIVER))


@dataclass(frozen=True)
class Shelf:
    """A corpus that ranks its documents by the characters they share with the query."""

    texts: tuple[GivenText, ...]
    generation: int = 3

    def search(self, query: str, *, limit: int) -> list[Hit]:
        def shared(passage: str) -> int:
            return sum((Counter(passage) & Counter(query)).values())

        passages = [passage for text in self.texts for passage in text.passages]
        ranked = sorted(passages, key=lambda passage: -shared(passage.text))
        return [Hit(passage, float(shared(passage.text))) for passage in ranked[:limit]]

    def document(self, document_id: str) -> Document:
        return self.clean_document(document_id).document

    def clean_document(self, document_id: str) -> CleanDocument:
        return next(text.clean for text in self.texts if text.clean.document.id == document_id)


SHELF = Shelf(tuple(GivenText.of(document) for document in DOCUMENTS))


def made(kind: Kind, items: tuple[Item, ...] = ITEMS, shelf: Shelf = SHELF) -> dict[str, NearMiss]:
    maker = Maker(items, DOCUMENTS, shelf, seed=1)
    return {one.source.id: one for one in maker.make(kind, 10)}


def test_the_passage_that_answers_is_taken_out_and_others_are_found_in_its_place() -> None:
    miss = made(Kind.OTHER_PASSAGE)[AREA.id]
    assert miss.item.answers == ()
    assert miss.item.kind == "other_passage"
    found = [hit.passage.document_id for hit in miss.corpus.search(AREA.id, limit=3)]
    assert AREA.documents[0] not in found
    assert len(found) == 2


def test_a_question_that_another_passage_answers_too_is_no_near_miss() -> None:
    twin = context_document("另一处茶园也占地320亩。", None)
    shelf = Shelf((*SHELF.texts, GivenText.of(twin)))
    assert AREA.id not in made(Kind.OTHER_PASSAGE, shelf=shelf)


def test_a_question_whose_passage_is_not_found_first_is_left_alone() -> None:
    vague = asked("投资者是谁？是王建国还是李文华馆长？", "王建国", RIVER)
    assert made(Kind.OTHER_PASSAGE, (vague,)) == {}


def test_the_year_becomes_one_that_no_passage_has() -> None:
    (miss,) = made(Kind.OTHER_YEAR).values()
    assert miss.source == AREA
    year = miss.item.question.text[:4]
    assert year != "2019"
    assert miss.item.question.text == f"{year}年杭州市建的茶园占地多少？"
    assert abs(int(year) - 2019) <= 12


def test_a_place_becomes_another_of_its_rank_that_the_passages_do_not_name() -> None:
    # 成都市 is in another passage that the search finds, so only 宁波市 is left.
    elsewhere = asked("宁波市的港口有多大？", "很大", "宁波市的港口很大。")
    found = made(Kind.OTHER_PLACE, (*ITEMS, elsewhere))
    assert found[AREA.id].item.question.text == "2019年宁波市建的茶园占地多少？"


def test_a_person_becomes_another_that_the_passages_do_not_name() -> None:
    elsewhere = asked("北山站的站长是谁？", "赵立新", "北山站的站长是赵立新。")
    found = made(Kind.OTHER_NAME, (*ITEMS, elsewhere))
    assert found[PARK.id].item.question.text == "赵立新投资的茶园占地多少？"


def test_the_figure_that_answers_is_missing_from_the_page_and_its_unit_stays() -> None:
    miss = made(Kind.LOST_NUMBER)[AREA.id]
    (hit,) = [h for h in miss.corpus.search(AREA.id, limit=3) if "茶园" in h.passage.text]
    assert "茶园占地亩，" in hit.passage.text
    document = miss.corpus.document(hit.passage.document_id)
    assert hit.passage.span.of(document.text) == hit.passage.text


def test_near_misses_of_one_seed_are_always_the_same() -> None:
    first = [(one.item.id, one.item.question.text) for one in made(Kind.OTHER_YEAR).values()]
    again = [(one.item.id, one.item.question.text) for one in made(Kind.OTHER_YEAR).values()]
    assert first == again


@pytest.mark.parametrize(
    ("text", "gold", "lost"),
    [
        ("投入3,978万元。", "3,978万元", "投入万元。"),
        ("共3978家，另有978家。", "978家", "共3978家，另有家。"),
        ("占12.5%。", "12.5%", "占%。"),
        ("5月25日开工。", "5月25日", None),
        ("很多。", "3家", None),
    ],
)
def test_only_the_number_itself_is_lost(text: str, gold: str, lost: str | None) -> None:
    assert without_figure(text, gold) == lost


def test_a_traditional_question_gets_its_name_in_traditional_characters() -> None:
    swaps = other_names("寧波的港口？", "宁波的港口。", places_finder(), ("温岭",), Random(0))
    assert [swap.question for swap in swaps] == ["溫嶺的港口？"]


def test_every_occurrence_of_a_name_is_replaced() -> None:
    swaps = other_names("杭州人喜欢杭州吗？", "杭州", places_finder(), ("宁波",), Random(0))
    assert [swap.question for swap in swaps] == ["宁波人喜欢宁波吗？"]


def test_a_county_without_its_rank_is_taken_for_a_word() -> None:
    assert [span.of("共和国南部") for span in places_finder()("共和国南部")] == []
    assert [span.of("共和县南部") for span in places_finder()("共和县南部")] == ["共和县"]


def test_part_of_a_longer_name_is_not_replaced() -> None:
    assert people_finder(["高尔"])("阿诺·高尔") == []


def test_people_are_answers_to_who() -> None:
    items = (OWNER, asked("作者是哪位？", "玛丽·居里", "x"), asked("谁赢了？", "客队", "x"), AREA)
    assert people_of(items) == {"王建国", "玛丽·居里"}


def test_names_are_of_one_kind_by_rank_form_and_length() -> None:
    assert [kind_of(one) for one in ("法国", "康定市", "玛丽·居里", "王建国")] == [
        "country",
        "市",
        "dotted",
        "3",
    ]


def test_no_year_later_than_the_latest_is_asked_for() -> None:
    years = {swap.instead for swap in other_years("2020年呢？", Random(0))}
    assert max(years) == "2023"
    assert "2020" not in years


def test_a_corpus_without_a_document_still_gives_as_many_hits_as_wanted() -> None:
    altered = AlteredCorpus(SHELF, without=DOCUMENTS[0].id)
    assert len(altered.search(AREA.id, limit=2)) == 2
    assert altered.generation == 3


def test_a_row_tells_refusals_and_what_is_right_above_the_moved_threshold() -> None:
    misses = [outcome(item(), refusal()), outcome(item(), answer("乙", confidence=0.5))]
    sources = [outcome(item("甲"), answer("甲", confidence=found)) for found in (0.4, 0.6)]
    assert row("set kind", misses, sources) == (
        "| set kind | 2 | 0.500 | not_in_corpus 1 | 1.000 | 1.000 | 0.500 | 0.500 |"
    )
    assert row("set kind", [], []).startswith("| set kind | 0 |")
