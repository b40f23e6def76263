"""The articles that a question set names."""

import gzip
import json
from pathlib import Path

import pytest

from eval.bench.news_corpus import articles, named
from index.errors import InvalidRecord


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl.gz"
    records = [{"id": f"n{at}", "text": f"第{at}篇", "part": "x"} for at in range(3)]
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    return path


def test_every_document_of_a_set_is_named_once(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    rows = [
        {"id": "1", "question": "多少", "answers": ["3"], "document": ["n2", "n0"]},
        {"id": "2", "question": "几个", "answers": ["3"], "document": "n0"},
        {"id": "3", "question": "没有的"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert named(path) == {"n0", "n2"}


def test_articles_come_in_the_order_of_the_file_with_id_and_text_alone(news: Path) -> None:
    assert list(articles(news, {"n2", "n0"})) == [
        {"id": "n0", "text": "第0篇"},
        {"id": "n2", "text": "第2篇"},
    ]


def test_an_article_that_is_not_there_is_named(news: Path) -> None:
    with pytest.raises(InvalidRecord, match="'n9'"):
        list(articles(news, {"n1", "n9"}))
