import pytest

from index.clean.cleaning import clean_document
from index.sentences import sentence_spans
from index.split import split_passages
from service.claims.asked import asked
from service.claims.judge import judge
from service.claims.source import Source
from service.claims.verdict import Reason
from tests.fakes import make_document

TEXT = "展览开幕\n艾伦·莫里斯2019年画了32幅画。莫里斯后来搬到南方。\n"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("艾伦·莫里斯2019年画了几幅画", []),
        ("请问约翰·莫里斯画了几幅画", []),
        ("彼得·格林2019年画了几幅画", [Reason.ENTITY_MISSING]),
    ],
)
def test_the_person_asked_about_stands_in_the_document(question: str, found: list[Reason]) -> None:
    clean = clean_document(make_document("show", TEXT))
    passage = split_passages(clean)[0]
    span = next(one for one in sentence_spans(passage.text) if "32" in one.of(passage.text))
    claim = judge("32幅", Source(clean, passage, span), question=asked(question))
    assert [one.reason for one in claim] == found
