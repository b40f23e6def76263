"""A language model that lies behind the real chain: nothing forged is shown."""

from pathlib import Path

import pytest

from eval.bench.lying import Told, choose, table, tell
from eval.bench.offsets import read_articles
from eval.forgeries import Forgery, replies

FORGED, TRUE = 30, 40


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Told]:
    documents = list(read_articles(Path("seeds/articles")))
    chosen = choose(replies(documents), forged=FORGED, true=TRUE)
    found, unseen = tell(documents, chosen, tmp_path_factory.mktemp("lying") / "store")
    assert unseen == 0
    return found


def test_nothing_forged_is_shown_as_supported(told: list[Told]) -> None:
    forged = [one for one in told if not one.reply.is_true]
    assert len(forged) == FORGED
    assert {Forgery.QUOTE, Forgery.KEY, Forgery.BLEND} < {one.reply.kind for one in forged}
    assert [one.reply.statement for one in forged if one.shown] == []


def test_what_is_true_in_other_words_is_kept(told: list[Told]) -> None:
    true = [one for one in told if one.reply.is_true]
    assert len(true) == TRUE
    assert sum(one.shown for one in true) >= 0.95 * TRUE


def test_every_citation_holds_to_the_character(told: list[Told]) -> None:
    assert sum(len(one.answer.citations) for one in told) >= len(told)
    assert sum(one.false_citations for one in told) == 0


def test_the_table_sums_up_both_sides(told: list[Told]) -> None:
    lines = "\n".join(table(told, 0))
    assert f"forged: 0 of {FORGED} shown as supported" in lines
    assert "0 not true to the character" in lines
