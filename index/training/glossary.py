"""Train the glossary: `python -m index.training.glossary --data ../shared/data`.

IBM Model 1 in both directions over the parallel sentences; a pair's score is the
geometric mean of the two probabilities, so that both directions must agree. English
phrases of two words that occur together far more often than by chance are words of
their own beside their parts.
"""

import argparse
import logging
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import jieba
import numpy as np

from index.checksum import write_manifest
from index.glossary import FILE_NAME, base_forms
from index.training.corpus import PARALLEL_SETS, parallel_pairs
from index.training.own_words import own_words, prune, with_own
from index.training.word_alignment import Integers, Table, model_one

logger = logging.getLogger(__name__)

OUT = Path("index/models/glossary")
LONGEST_SENTENCE = 70  # English words: longer statutes align badly and cost most
WEIGHTS = {"gov_work_report_en_zh": 4.0, "anki_tatoeba_en_zh": 1.0, "moj_law_en_zhant": 0.5}
OWN_ENTRY = 25  # an inflected form seen this often keeps its own translations
PHRASE_SEEN = 6
PHRASE_RATIO = 12.0  # times as often as two independent words would meet
LEAST_COUNT = 1.5  # expected alignments of a pair worth printing


def _words(name: str) -> frozenset[str]:
    """Read a list of words that stands beside this file."""
    return frozenset((Path(__file__).parent / name).read_text(encoding="utf-8").split())


_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
_HAN_WORD = re.compile(r"[\u4e00-\u9fff]+$")
_NO_PLURALS = _words("no_plurals.txt")
_SILENT = _words("silent_english.txt")
_SILENT_TERMS = _words("silent_chinese.txt")


@dataclass(frozen=True, slots=True)
class Bitext:
    """Parallel sentences as word numbers, both sides with their vocabularies."""

    english: list[str]
    chinese: list[str]
    pairs: list[tuple[Integers, Integers]]
    weights: list[float]


def english_words(text: str) -> list[str]:
    """Return the content words of a folded English text."""
    return [word for word in _WORD.findall(text) if word not in _SILENT]


def chinese_words(text: str) -> list[str]:
    """Return the content words of a folded Chinese text."""
    words = (word for word in jieba.cut(text, HMM=False) if _HAN_WORD.match(word))
    return [word for word in words if word not in _SILENT_TERMS]


def merge_inflections(texts: Iterable[Sequence[str]]) -> dict[str, str]:
    """Map plurals and rare inflected forms to the base form that the corpus also has."""
    seen = Counter(word for words in texts for word in words)
    merged = {}
    for word, count in seen.items():
        plural = word.endswith("s") and word not in _NO_PLURALS
        if count >= OWN_ENTRY and not plural:
            continue
        least = 0.05 * count if plural else count
        base = next((form for form in base_forms(word) if seen[form] > least), None)
        if base is not None:
            merged[word] = base
    return merged


def find_phrases(texts: Sequence[Sequence[str]]) -> frozenset[tuple[str, str]]:
    """Return neighbouring words that meet far more often than independent ones would."""
    words = Counter(word for text in texts for word in text)
    couples = Counter(couple for text in texts for couple in pairwise(text))
    total = sum(words.values())
    return frozenset(
        (one, two)
        for (one, two), count in couples.items()
        if count >= PHRASE_SEEN and count * total > PHRASE_RATIO * words[one] * words[two]
    )


def with_phrases(words: Sequence[str], phrases: frozenset[tuple[str, str]]) -> list[str]:
    """Return the words and, behind them, the phrases that they form."""
    return [*words, *(" ".join(couple) for couple in pairwise(words) if couple in phrases)]


def read_bitext(data: Path) -> Bitext:
    """Read the training part of every parallel set."""
    english, chinese, weights = [], [], []
    for name in PARALLEL_SETS:
        for pair in parallel_pairs(data, name, held_out=False):
            source, target = english_words(pair.query), chinese_words(pair.positive)
            if source and target and len(source) <= LONGEST_SENTENCE:
                english.append(source)
                chinese.append(target)
                weights.append(WEIGHTS[name])
    merged = merge_inflections(english)
    english = [[merged.get(word, word) for word in text] for text in english]
    phrases = find_phrases(english)
    logger.info("%d sentence pairs, %d phrases", len(weights), len(phrases))
    english = [with_phrases(text, phrases) for text in english]
    sources, source_ids = _number(english)
    targets, target_ids = _number(chinese)
    return Bitext(sources, targets, list(zip(source_ids, target_ids, strict=True)), weights)


def _number(texts: Sequence[Sequence[str]]) -> tuple[list[str], list[Integers]]:
    numbers: dict[str, int] = {"": 0}  # 0 is the null word
    ids = [
        np.array([numbers.setdefault(word, len(numbers)) for word in text], dtype=np.int64)
        for text in texts
    ]
    return list(numbers), ids


def align_both_ways(bitext: Bitext) -> tuple[Table, Table]:
    """Return t(chinese | english) and t(english | chinese)."""
    null = np.zeros(1, dtype=np.int64)
    forth = [(np.append(null, one), two) for one, two in bitext.pairs]
    back = [(np.append(null, two), one) for one, two in bitext.pairs]
    return model_one(forth, bitext.weights), model_one(back, bitext.weights)


def agree(forth: Table, back: Table, bitext: Bitext) -> dict[str, list[tuple[str, float]]]:
    """Return each English word's translations on which both directions agree."""
    width = len(bitext.chinese)
    back_keys = back.targets * width + back.sources
    order = np.argsort(back_keys)
    keys = forth.sources * width + forth.targets
    place = np.minimum(np.searchsorted(back_keys, keys, sorter=order), keys.size - 1)
    mirror = order[np.minimum(place, order.size - 1)]
    usable = (
        (back_keys[mirror] == keys)
        & (forth.sources > 0)
        & (forth.targets > 0)
        & (np.minimum(forth.counts, back.counts[mirror]) >= LEAST_COUNT)
    )
    scores = np.sqrt(forth.probabilities * back.probabilities[mirror])
    found: dict[str, list[tuple[str, float]]] = {}
    for entry in np.flatnonzero(usable):
        word = bitext.english[forth.sources[entry]]
        term = bitext.chinese[forth.targets[entry]]
        found.setdefault(word, []).append((term, float(scores[entry])))
    return {word: kept for word, terms in sorted(found.items()) if (kept := prune(terms))}


def write(entries: dict[str, list[tuple[str, float]]], folder: Path) -> None:
    """Write the table and its manifest: word, then term and probability in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (
        "\t".join([word, *(f"{term}\t{share:.3f}" for term, share in terms)])
        for word, terms in entries.items()
    )
    (folder / FILE_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_manifest(folder, [FILE_NAME])


def main() -> None:
    """Read the command line, train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of .jsonl.gz files")
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    jieba.setLogLevel(logging.WARNING)
    bitext = read_bitext(arguments.data)
    entries = with_own(agree(*align_both_ways(bitext), bitext), own_words())
    write(entries, arguments.out)
    logger.info("%d entries written to %s", len(entries), arguments.out)


if __name__ == "__main__":
    main()
