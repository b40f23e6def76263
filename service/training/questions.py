"""Make reading questions from news for the neural reader.

    python -m service.training.questions --data ../shared/data --out FILE --limit N

Cloze questions ask from the sentence that answers (Lewis et al. 2019, "Unsupervised Question
Answering by Cloze Translation"); recurring ones ask from a headline or sentence that says
what another sentence says too (Ram et al. 2021, "Few-Shot Question Answering by Pretraining
Span Selection"). One article gives at most four. Only the three news sets are read.
"""

import argparse
import gzip
import json
import logging
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from multiprocessing import Pool
from pathlib import Path

from index.script import fold
from service.training.article import Article, Sentence, article, context, is_junk, read_news
from service.training.asking import Asker
from service.training.blank import Blank, BlankKind, blanks, patterned
from service.training.clause import Tokens, tag
from service.training.recurring import elsewhere
from service.training.wording import Wording, near_neighbours

_LOG = logging.getLogger(__name__)
_EACH = 4  # questions an article gives at most
_READ = 5  # sentences of an article that are tagged for cloze questions
_CONTEXTS = (300, 450, 600, 800, 800, 800)  # most characters of a context
_LEAST_COSINE = 0.34  # above it single tokens of the bundled model are near in meaning
_SAMPLED = 20  # every so manieth article is counted for frequent words
_DATELINE = re.compile(
    r"^.{0,30}?(?:日电|日讯|报讯|日?消息,?)(?:\([^)]*\))?|^.{0,25}?\([^)]*记者[^)]*\)"
)
_FREQUENT = 9000
_TABLE = 7  # figures of a sentence that is a table in words
_SENTENCE = (12, 160)  # characters of a sentence worth asking
_WEIGHTS = {
    BlankKind.FIGURE: 1.0,
    BlankKind.PERCENT: 1.3,
    BlankKind.DATE: 1.0,
    BlankKind.DURATION: 1.6,
    BlankKind.PERSON: 4.0,
    BlankKind.PLACE: 0.9,
    BlankKind.ORGANISATION: 2.0,
    BlankKind.TITLE: 2.0,
    BlankKind.NAME: 0.5,
    BlankKind.TERM: 0.8,
    BlankKind.REASON: 3.0,
    BlankKind.LIST: 5.0,
    BlankKind.STATEMENT: 2.5,
}

News = tuple[str, tuple[str, ...]]  # a text and its headlines


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer; `context[start : start + len(answer)] == answer`."""

    id: str
    question: str
    answer: str
    start: int
    context: str
    kind: str
    way: str


class Maker:
    """Makes the questions of one article; the seed and the text decide them."""

    def __init__(self, source: Article, wording: Wording, seed: int) -> None:
        self._source = source
        self._rng = random.Random(f"{seed}:{source.id}")  # noqa: S311
        self._asker = Asker(wording, self._rng)
        self._used: Counter[BlankKind] = Counter()
        self._asked: set[str] = set()
        self._name = ""

    def questions(self) -> list[Question]:
        """Return at most four questions, recurring ones first."""
        made = list(islice(self._recurring(), 2 + self._rng.randrange(2)))
        return made + list(islice(self._cloze(), min(2, _EACH - len(made))))

    def _recurring(self) -> Iterator[Question]:
        for asked, own in self._leads():
            if len(asked) < _SENTENCE[0]:
                continue
            tokens = tag(asked)
            found = blanks(asked, tokens)
            if not self._name:
                self._name = name_of(found)
            pairs = list(elsewhere(self._source, asked, tokens, found))
            self._rng.shuffle(pairs)
            pairs.sort(key=lambda pair: -_worth(pair[0], found) * self._rng.random())
            for blank, sentence in pairs[:2]:
                made = self._make(tokens, blank, sentence, own)
                if made:
                    yield made

    def _leads(self) -> list[tuple[str, Sentence | None]]:
        """Return headlines, the first sentences, and others that repeat what stands elsewhere."""
        heads: list[tuple[str, Sentence | None]] = [
            (title, None) for title in self._source.titles[:3]
        ]
        good = [s for s in self._source.sentences if _good(s)]
        rest = [s for s in good[2:] if _repeats(self._source, s)]
        self._rng.shuffle(rest)
        return heads + [(_without_dateline(s.text), s) for s in [*good[:2], *rest[:5]]]

    def _cloze(self) -> Iterator[Question]:
        good = [s for s in self._source.sentences if _good(s)]
        self._rng.shuffle(good)
        good.sort(key=lambda s: -len(patterned(s.text)[:4]) * self._rng.random())
        for sentence in good[:_READ]:
            tokens = tag(sentence.text)
            found = blanks(sentence.text, tokens)
            ranked = sorted(found, key=lambda b: -_worth(b, found) * self._rng.random())
            fresh = (b for b in ranked if self._rng.random() < 1 / (1 + self._used[b.kind]))
            for blank in islice(fresh, 3):
                made = self._make(tokens, blank, sentence, None, cloze=True)
                if made:
                    yield made
                    break

    def _make(
        self,
        tokens: Tokens,
        blank: Blank,
        sentence: Sentence,
        own: Sentence | None,
        *,
        cloze: bool = False,
    ) -> Question | None:
        question = self._asker.ask(tokens, blank, self._name)
        if question is None or blank.text in self._asked:
            return None
        text, offset = context(
            self._source, sentence, self._rng, without=own, most=self._rng.choice(_CONTEXTS)
        )
        inside = blank.start if cloze else sentence.text.index(blank.text)
        start = offset + inside
        if text[start : start + len(blank.text)] != blank.text:
            return None
        self._used[blank.kind] += 1
        self._asked.add(blank.text)
        number = len(self._asked)
        way = "cloze" if cloze else "recurring"
        return Question(
            f"{self._source.id}-{number}", question, blank.text, start, text, blank.kind.value, way
        )


def name_of(found: Sequence[Blank]) -> str:
    """Return what an article is about, by the first name in its headline or lead."""
    for kinds in (
        (BlankKind.ORGANISATION, BlankKind.TITLE),
        (BlankKind.PERSON, BlankKind.NAME),
    ):
        for blank in found:
            if blank.kind in kinds and len(blank.text) <= 12:
                return blank.text
    return ""


def _without_dateline(sentence: str) -> str:
    """Return a sentence without the place, agency and reporters before the news."""
    return _DATELINE.sub("", sentence).strip()


def _good(sentence: Sentence) -> bool:
    text = sentence.text
    letters = len(re.findall(r"[\u4e00-\u9fff]", text))
    return (
        _SENTENCE[0] <= len(text) <= _SENTENCE[1]
        and letters * 2 > len(text)
        and not is_junk(text)
        and sum(b.kind in (BlankKind.FIGURE, BlankKind.PERCENT) for b in patterned(text)) < _TABLE
    )


def _repeats(source: Article, sentence: Sentence) -> bool:
    return any(source.text.count(b.text) > 1 for b in patterned(sentence.text))


def _worth(blank: Blank, found: Sequence[Blank]) -> float:
    """Return how much a blank is worth asking: the more others could be mistaken for it."""
    rivals = sum(other.kind is blank.kind for other in found) - 1
    return _WEIGHTS[blank.kind] * (1 + 0.5 * min(rivals, 3))


def frequent_words(data: Path) -> list[tuple[str, str]]:
    """Return the frequent nouns, verbs and adjectives of the news that are whole tokens."""
    import jieba.posseg
    from tokenizers import Tokenizer

    from index.static_embedder import BUNDLED_MODEL, TOKENIZER_FILE

    counts: Counter[str] = Counter()
    jieba.posseg.initialize()
    for text, _ in islice(read_news(data), 0, None, _SAMPLED):
        counts.update(word for word in jieba.cut(fold(text), HMM=False) if 2 <= len(word) <= 4)
    tags = jieba.posseg.dt.word_tag_tab
    whole = Tokenizer.from_file(str(BUNDLED_MODEL / TOKENIZER_FILE)).get_vocab()
    common = (
        word for word, _ in counts.most_common(_FREQUENT) if f"▁{word}" in whole or word in whole
    )
    return [(word, tags[word]) for word in common if tags.get(word) in ("n", "v", "vn", "a", "b")]


def write_questions(
    news: Iterable[News], wording: Wording, out: Path, *, limit: int, seed: int, processes: int
) -> Counter[str]:
    """Write questions, a JSON object a line, and return how many of each kind and way.

    Args:
        news: Texts with their headlines, read in this order until the limit is reached.
        wording: Gives the paraphrases.
        out: A gzip file.
        limit: Most questions.
        seed: The same one gives the same questions.
        processes: How many make them.
    """
    counts: Counter[str] = Counter()
    out.parent.mkdir(parents=True, exist_ok=True)
    # mtime 0: the same questions are the same bytes
    with (
        gzip.GzipFile(out, "wb", mtime=0) as file,
        Pool(processes) as pool,
    ):
        for made in pool.imap(partial(_questions, wording, seed), news, chunksize=32):
            for question in made[: limit - counts["all"]]:
                line = json.dumps(asdict(question), ensure_ascii=False)
                file.write(f"{line}\n".encode())
                counts.update(("all", question.kind, question.way))
            if counts["all"] >= limit:
                break
    return counts


def _questions(wording: Wording, seed: int, news: News) -> list[Question]:
    return Maker(article(*news), wording, seed).questions()


def main() -> None:
    """Read the arguments and write the questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    from index.static_embedder import StaticEmbedder

    words = frequent_words(options.data)
    near = near_neighbours(words, StaticEmbedder.load(), least=_LEAST_COSINE)
    _LOG.info("%d words, %d with neighbours", len(words), len(near))
    news = list(read_news(options.data))
    random.Random(options.seed).shuffle(news)  # noqa: S311
    counts = write_questions(
        news, Wording(near), options.out,
        limit=options.limit, seed=options.seed, processes=options.processes,
    )  # fmt: skip
    _LOG.info("%s", counts.most_common())


if __name__ == "__main__":
    main()
