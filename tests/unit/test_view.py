from index.align import Alignment
from index.document import CleanDocument, Paragraph, ParagraphKind, Passage
from index.gazetteer import Gazetteer
from index.span import Span
from service.reader.view import Article, View, window_of
from tests.fakes import make_document

NOWHERE = Gazetteer.of(["青石县"])


def book(text: str) -> CleanDocument:
    body = (Paragraph(Span(0, len(text)), ParagraphKind.BODY),)
    return CleanDocument(make_document("b", text), text, Alignment.identity(len(text)), body)


def passage_at(text: str, span: Span) -> Passage:
    return Passage("b#0", "b", 0, span, span, span.of(text))


def test_an_article_is_read_whole() -> None:
    assert window_of(passage_at("字" * 900, Span(10, 20)), 900) == Span(0, 900)


def test_of_a_book_only_the_surroundings_of_the_passage_are_read() -> None:
    text = "字" * 100_000
    assert window_of(passage_at(text, Span(50_000, 50_010)), 100_000) == Span(45_000, 55_010)
    assert window_of(passage_at(text, Span(0, 10)), 100_000) == Span(0, 5_010)


def test_a_date_before_the_passage_is_found_inside_a_window() -> None:
    text = "序。" * 40_000 + "2019年的事。青石縣投入3000萬元。" + "跋。" * 40_000
    start = text.index("青石")
    passage = passage_at(text, Span(start, start + len("青石縣投入3000萬元。")))
    document = book(text)
    window = window_of(passage, len(text))
    view = View.of(passage, Article(document, window, NOWHERE), 0)
    assert view.text == "青石县投入3000万元。"
    assert [m.year for m in view.moments(view.sentences[0])] == [2019]
    assert [place.of(view.text) for place in view.places] == ["青石县"]
