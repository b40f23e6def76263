import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.align import Alignment
from index.document import CleanDocument, Document, Metadata, Paragraph, ParagraphKind, Passage
from index.span import Span
from index.split import split_passages
from index.tokens import count_tokens

BODY, HEADING, TITLE = ParagraphKind.BODY, ParagraphKind.HEADING, ParagraphKind.TITLE
BYLINE, FURNITURE = ParagraphKind.BYLINE, ParagraphKind.FURNITURE


def clean_document(*lines: tuple[ParagraphKind, str], title: str | None = None) -> CleanDocument:
    text, paragraphs = "", []
    for kind, line in lines:
        paragraphs.append(Paragraph(Span(len(text), len(text) + len(line)), kind))
        text += line + "\n"
    document = Document(id="a", text=text, sha256="", metadata=Metadata(title=title))
    return CleanDocument(document, text, Alignment.identity(len(text)), tuple(paragraphs))


def texts(passages: list[Passage]) -> list[str]:
    return [passage.text for passage in passages]


def paragraph(tokens: int) -> str:
    line = "河水上涨，"
    while count_tokens(line + "。") < tokens:
        line += "村里修路，"
    return line[:-1] + "。"


LINES = st.lists(
    st.tuples(
        st.sampled_from(ParagraphKind),
        st.text(alphabet="山海经济 。！？，、.;:“”12aB\u3000\ud800😀", max_size=120),
    ),
    max_size=8,
)


@given(LINES, st.integers(1, 60))
def test_every_visible_body_character_is_in_exactly_one_passage(lines, budget: int) -> None:
    clean = clean_document(*lines)
    covered = [0] * len(clean.text)
    for passage in split_passages(clean, budget=budget):
        for place in range(passage.clean_span.start, passage.clean_span.end):
            covered[place] += 1
    for part in clean.paragraphs:
        if part.kind is BODY:
            for place in range(part.clean_span.start, part.clean_span.end):
                assert covered[place] == 1 or clean.text[place].isspace()
        assert part.kind not in (BYLINE, FURNITURE) or not any(
            covered[part.clean_span.start : part.clean_span.end]
        )


@given(LINES, st.integers(1, 60))
def test_passages_are_in_order_apart_and_numbered(lines, budget: int) -> None:
    passages = split_passages(clean_document(*lines), budget=budget)
    spans = [passage.clean_span for passage in passages]
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert [passage.id for passage in passages] == [f"a#{n}" for n in range(len(passages))]


@given(LINES, st.integers(1, 60))
def test_no_passage_but_a_single_character_exceeds_the_budget(lines, budget: int) -> None:
    for passage in split_passages(clean_document(*lines), budget=budget):
        assert count_tokens(passage.text) <= budget or len(passage.text) == 1


@given(LINES)
def test_a_passage_is_the_text_of_its_spans(lines) -> None:
    clean = clean_document(*lines)
    for passage in split_passages(clean):
        assert passage.clean_span.of(clean.text) == passage.text == passage.text.strip()
        assert passage.span == passage.clean_span


def test_small_neighbours_under_one_heading_are_merged_whole() -> None:
    first, second = "河上架了新桥。", "桥长三百米。"
    passages = split_passages(clean_document((BODY, first), (BODY, second)))
    assert texts(passages) == [f"{first}\n{second}"]


def test_paragraphs_of_modest_size_stay_apart() -> None:
    first, second = paragraph(130), paragraph(140)
    passages = split_passages(clean_document((BODY, first), (BODY, second)))
    assert texts(passages) == [first, second]


def test_a_short_last_paragraph_joins_the_passage_before_it() -> None:
    long, last = paragraph(200), "（本报记者）"
    passages = split_passages(clean_document((BODY, long), (BODY, last)))
    assert texts(passages) == [f"{long}\n{last}"]


def test_headings_are_kept_above_a_passage_and_outside_its_span() -> None:
    clean = clean_document(
        (TITLE, "两地协作"),
        (HEADING, "工业"),
        (HEADING, "做强链条"),
        (BODY, "新厂投产。"),
        (HEADING, "农业"),
        (BODY, "茶园扩种。"),
        title="两地协作",
    )
    first, second = split_passages(clean)
    assert (first.text, first.headings, first.title) == (
        "新厂投产。",
        ("工业", "做强链条"),
        "两地协作",
    )
    assert (second.text, second.headings) == ("茶园扩种。", ("农业",))


def test_a_long_paragraph_is_split_at_sentences_into_even_parts() -> None:
    sentence = paragraph(40)
    passages = split_passages(clean_document((BODY, sentence * 10)), budget=320)
    assert [text.count("。") for text in texts(passages)] == [5, 5]


def test_a_long_sentence_is_split_at_clauses() -> None:
    clause = "这里的人们年年修路种树，"
    passages = split_passages(clean_document((BODY, clause * 60)), budget=50)
    assert all(text.endswith("，") for text in texts(passages))


def test_a_hard_cut_spares_numbers_and_words() -> None:
    text = "山" * 17 + "3978.25" + "海" * 30
    budget = count_tokens("山" * 17 + "39")
    passages = split_passages(clean_document((BODY, text)), budget=budget)
    assert any("3978.25" in passage for passage in texts(passages))


def test_furniture_between_paragraphs_keeps_them_apart() -> None:
    clean = clean_document((BODY, "甲地修路。"), (FURNITURE, "分享到微博"), (BODY, "乙地架桥。"))
    assert texts(split_passages(clean)) == ["甲地修路。", "乙地架桥。"]


def test_a_document_with_only_a_title_has_one_passage() -> None:
    clean = clean_document((TITLE, "两地协作"), (BYLINE, "来源：晚报"), title="两地协作")
    assert texts(split_passages(clean)) == ["两地协作"]


def test_a_heading_that_heads_nothing_is_a_passage_of_its_own() -> None:
    clean = clean_document((BODY, "甲地修路。"), (HEADING, "共走富裕路"))
    assert texts(split_passages(clean)) == ["甲地修路。", "共走富裕路"]


def test_a_document_of_furniture_has_no_passages() -> None:
    assert split_passages(clean_document((FURNITURE, "返回首页"), (BYLINE, "编辑：某"))) == []


def test_a_budget_below_one_token_is_refused() -> None:
    with pytest.raises(ValueError, match="budget"):
        split_passages(clean_document(), budget=0)
