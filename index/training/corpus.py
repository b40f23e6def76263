"""What the models are trained on: folded texts read from `../shared/data`.

Every text is folded by `index.script.fold` first, so the models know Simplified
Chinese and lower-case English only. Rows are split by a hash of their own text, so
that a held-out pair stays held out whatever the order of the file.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.script import fold

HELD_OUT_SHARE = 20
"""One row of parallel text in this many is kept for measuring."""

SENTENCE_END = re.compile(r"(?<=[。！？!?；;\n])\s*|(?<=\.)\s+")

QUESTION_SETS = (
    "cmrc2018.train",
    "squad_dev_noxquad.train",
    "squadshifts_reddit.train",
    "squadshifts_amazon.train",
)
PAIR_SETS = (
    "crud_title_body",
    "crud_event_summary.train",
    "lecoqa_question_answer",
    "lecoqa_question_statute.train",
    "csl_title_abstract",
)
PARALLEL_SETS = ("gov_work_report_en_zh", "anki_tatoeba_en_zh", "moj_law_en_zhant")
VALIDATION_SETS = ("drcd.dev", "cmrc2018.trial", "antiterror_news.val")


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and one that belongs to it; `query` is the shorter, or the English one."""

    query: str
    positive: str


def rows(data: Path, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one gzip JSON Lines file of the data folder, unfolded."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def is_held_out(text: str) -> bool:
    """Say whether a row keyed by `text` belongs to the measured part."""
    digest = hashlib.sha1(text.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:4], "big") % HELD_OUT_SHARE == 0


def sentences(text: str) -> list[str]:
    """Split folded text into sentences; white space around them is dropped."""
    return [part.strip() for part in SENTENCE_END.split(text) if part and part.strip()]


def question_pairs(data: Path, name: str) -> list[Pair]:
    """Return a question set as question-to-context pairs."""
    folded: dict[str, str] = {}
    pairs = []
    for row in rows(data, name):
        context = row["context"]
        if context not in folded:
            folded[context] = fold(context)
        pairs.append(Pair(fold(row["question"]), folded[context]))
    return pairs


def text_pairs(data: Path, name: str) -> list[Pair]:
    """Return a set of query-and-positive rows, without its test split."""
    return [
        Pair(fold(row["query"]), fold(row["positive"]))
        for row in rows(data, name)
        if row.get("split") != "test"
    ]


def parallel_pairs(data: Path, name: str, *, held_out: bool) -> list[Pair]:
    """Return English-to-Chinese pairs of the training or of the held-out part."""
    return [
        Pair(fold(row["query"]), fold(row["positive"]))
        for row in rows(data, name)
        if is_held_out(fold(row["positive"])) is held_out
    ]


def news_articles(data: Path) -> list[list[str]]:
    """Return every news article as its folded sentences; repeated articles once."""
    seen: set[str] = set()
    articles = []
    for row in rows(data, "crud_news"):
        text = fold(row["text"])
        opening = text[:50]
        if opening in seen:
            continue
        seen.add(opening)
        articles.append(sentences(text))
    return articles
