"""Recurring answers: asked from one sentence, found in another that says the same.

After Ram et al. 2021 (Splinter): a stretch that an article repeats is an answer, and what
stands around one of its places asks for the other.
"""

from collections.abc import Iterator, Sequence

from service.training.article import Article, Sentence
from service.training.blank import Blank
from service.training.clause import Tokens

_SHARED = 2
_COPY = 0.7


def likeness(one: str, two: str) -> float:
    """Return the Jaccard likeness of two texts' character pairs, in [0, 1]."""
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in (one, two)]
    union = pairs[0] | pairs[1]
    return len(pairs[0] & pairs[1]) / len(union) if union else 1.0


def content_words(tokens: Tokens, blank: Blank) -> set[str]:
    """Return the nouns and verbs of a sentence that stand outside a blank."""
    return {
        token.text
        for token in tokens
        if len(token.text) > 1
        and token.tag.startswith(("n", "v", "j", "eng", "l"))
        and (token.end <= blank.start or token.start >= blank.end)
    }


def elsewhere(
    source: Article, asked: str, tokens: Tokens, blanks: Sequence[Blank]
) -> Iterator[tuple[Blank, Sentence]]:
    """Yield the blanks of a sentence that another one answers, with the best such sentence.

    Args:
        source: The article.
        asked: The sentence asked from: a headline, or one of the article's.
        tokens: Its words.
        blanks: What can be asked for in it.
    """
    for blank in blanks:
        words = content_words(tokens, blank)
        best: tuple[int, Sentence] | None = None
        for sentence in source.sentences:
            if blank.text not in sentence.text or sentence.text == asked:
                continue
            shared = sum(word in sentence.text and word not in blank.text for word in words)
            better = best is None or shared > best[0]
            if shared >= _SHARED and better and likeness(asked, sentence.text) < _COPY:
                best = (shared, sentence)
        if best:
            yield blank, best[1]
