"""Articles of the news as they are asked about: folded sentences, headlines, contexts."""

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.script import fold

_NEWS = ("crud_title_body", "crud_event_summary.train", "crud_news")
_PAIRS = _NEWS[:2]
_SENTENCE = re.compile(r"[^。!?\n]*[。!?\n]?[”)]?")
_GAP = re.compile(r"(?<=[\u4e00-\u9fff,。;:、]) (?=\S)|(?<=\S) (?=[\u4e00-\u9fff,。;:、])")
_JUNK = re.compile(
    r"【|】|精彩内容|原文标题|本文|供图|[@#|]|条评论|资金流向|资金净|收益率|证券之星|净值|责编|编辑:|编辑|来源:|审核|校对|扫码|二维码|微信|关注我们|\d{3,4}-\d{6,}|\d{11}|https?:|免责|版权|投资建议|点击|转载|摄影|图/"
)
_SHORTEST, _LONGEST = 150, 20_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article; `start` is its offset in the text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset behind the sentence."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Article:
    """A folded article.

    Attributes:
        id: Digest of the text.
        text: The whole text, folded; no space between Chinese and figures.
        titles: Folded headlines and summaries, which are no part of the text.
        sentences: The text's sentences, in order; they cover it.
    """

    id: str
    text: str
    titles: tuple[str, ...]
    sentences: tuple[Sentence, ...]


def article(text: str, titles: tuple[str, ...] = ()) -> Article:
    """Fold a text and part it into sentences."""
    plain = _plain(text)
    digest = sha256(plain.encode()).hexdigest()[:12]
    parts = [Sentence(m.group(), m.start()) for m in _SENTENCE.finditer(plain) if m.group()]
    return Article(digest, plain, tuple(_plain(title) for title in titles), tuple(parts))


def _plain(text: str) -> str:
    folded = re.sub(r"\s*\n\s*|[ \t\u3000]{2,}", "\n", fold(text).strip())
    return _GAP.sub("", folded)


def is_junk(sentence: str) -> bool:
    """Whether a sentence belongs to the page, not the news."""
    return bool(_JUNK.search(sentence))


def read_news(data: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the three news sets' texts with their headlines, each text once, unfolded."""
    seen: set[str] = set()
    for name in _NEWS:
        for text, titles in _rows(data / f"{name}.jsonl.gz", paired=name in _PAIRS):
            key = text[:60]
            if key not in seen and _SHORTEST <= len(text) <= _LONGEST:
                seen.add(key)
                yield text, titles


def _rows(path: Path, *, paired: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    if not paired:
        for row in rows:
            yield row["text"], (row["title"],) if row.get("title") else ()
        return
    titles: dict[str, list[str]] = {}
    for row in rows:
        titles.setdefault(row["positive"], []).append(row["query"])
    for text, queries in titles.items():
        yield text, tuple(queries)


def context(
    source: Article, target: Sentence, rng: random.Random, *, without: Sentence | None, most: int
) -> tuple[str, int]:
    """Return whole sentences around one, and where it starts in them.

    Args:
        source: The article.
        target: The sentence that must be there.
        rng: Decides on which side more is shown.
        without: A sentence that is left out.
        most: Most characters.
    """
    at = source.sentences.index(target)
    first, last = at, at + 1
    size, before = len(target.text), rng.random()
    while True:
        back = first > 0 and size + len(source.sentences[first - 1].text) <= most
        forth = last < len(source.sentences) and size + len(source.sentences[last].text) <= most
        if not (back or forth):
            break
        if back and (not forth or rng.random() < before):
            first -= 1
            size += len(source.sentences[first].text)
        else:
            size += len(source.sentences[last].text)
            last += 1
    shown = [s for s in source.sentences[first:last] if s is not without]
    start = sum(len(s.text) for s in shown if s.start < target.start)
    text = "".join(s.text for s in shown)
    lead = len(text) - len(text.lstrip())
    return text.strip(), start - lead
