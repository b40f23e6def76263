from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.document import Metadata
from index.errors import InvalidFilter, InvalidRecord, UnknownDocument
from index.filter import Filter
from service.bootstrap import open_local_library
from service.local_library import LocalLibrary
from service.question import Question
from service.settings import Settings
from tests.fakes import make_document

NEWS = Filter(collections=frozenset({"news"}))
LAW = Filter(collections=frozenset({"law"}))
BRIDGE = replace(
    make_document("bridge", "河口镇去年新建大桥3座。"),
    metadata=Metadata(title="河口建桥", source="河口日报", published=date(2024, 3, 1)),
)
RULE = replace(
    make_document("rule", "河口镇去年新建大桥5座。"),
    metadata=Metadata(title="河口大桥", source="海湾晚报", published=date(2024, 4, 1)),
)


@pytest.fixture
def library(tmp_path: Path) -> LocalLibrary:
    library = open_local_library(Settings(store=tmp_path / "store"))
    library.add([BRIDGE], collection="news")
    library.add([RULE], collection="law")
    return library


def found(library: LocalLibrary, filter: Filter | None) -> list[str]:
    hits = library.search("河口镇新建大桥", limit=9, filter=filter)
    return sorted(hit.passage.document_id for hit in hits)


def test_a_question_sees_the_documents_of_its_filter_alone(library: LocalLibrary) -> None:
    question = Question("河口镇去年新建大桥多少座")
    for filter, document, text in ((NEWS, "bridge", "3座"), (LAW, "rule", "5座")):
        answer = library.ask(question, filter)
        assert text in answer.text
        assert {citation.document_id for citation in answer.citations} == {document}
        assert answer.conflict == ()
        assert found(library, filter) == [document]


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (None, ["bridge", "rule"]),
        (Filter(sources=frozenset({"河口日报"})), ["bridge"]),
        (Filter(published_from=date(2024, 3, 2)), ["rule"]),
        (Filter(published_to=date(2024, 3, 1)), ["bridge"]),
        (Filter(collections=frozenset({"news", "law"})), ["bridge", "rule"]),
        (Filter(collections=frozenset({"other"})), []),
        (Filter(collections=frozenset({"news"}), sources=frozenset({"海湾晚报"})), []),
    ],
)
def test_all_conditions_of_a_filter_hold(
    library: LocalLibrary, filter: Filter | None, expected: list[str]
) -> None:
    assert found(library, filter) == expected
    assert [summary.id for summary in library.documents(filter)] == expected


def test_a_question_is_refused_with_nothing_where_its_filter_shows_nothing(
    library: LocalLibrary,
) -> None:
    answer = library.ask(Question("河口镇去年新建大桥多少座"), Filter(collections=frozenset()))
    assert (answer.status.value, answer.citations) == ("refused", ())


def test_a_document_outside_of_the_filter_reads_as_unknown(library: LocalLibrary) -> None:
    assert library.document("bridge", NEWS).collection == "news"
    messages = []
    for name in ("bridge", "nowhere"):
        with pytest.raises(UnknownDocument) as told:
            library.document(name, LAW)
        messages.append(str(told.value).replace(name, ""))
        with pytest.raises(UnknownDocument, match="nothing was removed"):
            library.remove([name], LAW)
    assert messages[0] == messages[1]
    assert library.document("bridge") == replace(BRIDGE, collection="news")


def test_a_document_handed_in_cannot_take_the_place_of_one_elsewhere(
    library: LocalLibrary,
) -> None:
    generation = library.generation
    with pytest.raises(InvalidRecord, match="'bridge' is taken"):
        library.add([RULE, BRIDGE], collection="law")
    assert library.generation == generation
    assert library.add([BRIDGE], collection="news").unchanged == 1


def test_a_file_that_is_read_for_another_collection_moves_there(
    library: LocalLibrary, tmp_path: Path
) -> None:
    file = tmp_path / "well.txt"
    file.write_text("东坝镇有水井12口。", encoding="utf-8")
    assert library.ingest([file]).added == 1
    assert library.ingest([file], collection="law").replaced == 1
    assert library.ingest([file], collection="law").unchanged == 1
    assert [summary.id for summary in library.documents(LAW)] == ["rule", "well.txt"]
    assert library.documents(Filter(collections=frozenset({"default"}))) == []


def test_a_name_that_cannot_be_a_collections_is_refused(library: LocalLibrary) -> None:
    with pytest.raises(InvalidFilter, match=r"'\.\./news' cannot be"):
        library.add([BRIDGE], collection="../news")
