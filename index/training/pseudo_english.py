"""English questions over Chinese passages, made of Chinese ones word by word.

There is no English question set over Chinese news to train on. A static model reads
a bag of tokens, so a bag of translated words with an English question's small words
around it is, to the model, an English question.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import jieba
import numpy as np

from index.training.corpus import Pair

_QUESTION_WORDS = (Path(__file__).parent / "question_words.txt").read_text(encoding="utf-8").split()
_LEAST_TRANSLATED = 3  # words: fewer say too little of the question
_SHARE_TRANSLATED = 0.5

Reversed = Mapping[str, tuple[Sequence[str], Sequence[float]]]


def reverse(entries: Mapping[str, Sequence[tuple[str, float]]]) -> Reversed:
    """Turn English-to-Chinese entries round: Chinese term to English words and weights."""
    collected: dict[str, list[tuple[str, float]]] = {}
    for word, terms in entries.items():
        for term, share in terms:
            collected.setdefault(term, []).append((word, share))
    found = {}
    for term, words in collected.items():
        total = sum(share for _, share in words)
        found[term] = ([word for word, _ in words], [share / total for _, share in words])
    return found


def pseudo_english(
    pairs: Sequence[Pair], terms: Reversed, random: np.random.Generator
) -> list[Pair]:
    """Return pairs whose queries are put into English words, where enough of them can be."""
    made = []
    for pair in pairs:
        words = [word for word in jieba.cut(pair.query, HMM=False) if len(word.strip()) > 1]
        english = [
            str(random.choice(terms[word][0], p=terms[word][1])) for word in words if word in terms
        ]
        if len(english) < max(_LEAST_TRANSLATED, _SHARE_TRANSLATED * len(words)):
            continue
        small = random.choice(_QUESTION_WORDS, size=int(random.integers(0, 7))).tolist()
        made.append(Pair(" ".join([*small[:3], *english, *small[3:]]), pair.positive))
    return made
