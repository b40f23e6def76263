"""An answer cut into the statements that can be true or false one by one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.pattern import lazy_pattern
from index.sentences import sentence_spans
from index.span import Span

_TOKEN = lazy_pattern(
    r"""[\[［【〔]\s*(?P<keys>\d{1,3}(?:\s*[,，、;；]\s*\d{1,3})*)\s*[\]］】〕]
      | «(?P<quote>[^»\n]{2,2000})»""",
    re.VERBOSE,
)
_LEADING = lazy_pattern(
    r"(?:[\s，,。.；;、：:]|\*\*|[-*•·>#]+\s+|[(（]?\d{1,2}[.)、）](?=\s|[^\d\s]))+"
)
_TRAILING = " \t\n\r\u3000，,；;、*"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an answer.

    Attributes:
        span: Where it stands, keys and quotes behind it left out.
        keys: The citation keys behind it, `[1]`, in order.
        quotes: The quotes behind it, `«…»`.
    """

    span: Span
    keys: tuple[int, ...] = ()
    quotes: tuple[str, ...] = ()


def statements(answer: str) -> list[Statement]:
    """Cut an answer into statements: sentences, and clauses that have a key of their own.

    Keys and quotes belong to the statement before them. What holds no letter or digit is
    no statement.
    """
    found: list[Statement] = []
    at = 0
    for token in _TOKEN.finditer(answer):
        found += _between(answer, Span(at, token.start()))
        if found:
            found[-1] = _with(found[-1], token)
        at = token.end()
    return [*found, *_between(answer, Span(at, len(answer)))]


def _between(answer: str, piece: Span) -> Iterator[Statement]:
    for sentence in sentence_spans(piece.of(answer)):
        span = _bare(answer, sentence.shift(piece.start))
        if any(character.isalnum() for character in span.of(answer)):
            yield Statement(span)


def _bare(answer: str, span: Span) -> Span:
    """Return a sentence without list marks and punctuation at its head."""
    text = span.of(answer)
    lead = _LEADING.match(text)
    start = lead.end() if lead else 0
    end = max(start, len(text.rstrip(_TRAILING)))
    return Span(span.start + start, span.start + end)


def _with(statement: Statement, token: re.Match[str]) -> Statement:
    if token["quote"]:
        return replace(statement, quotes=(*statement.quotes, token["quote"].strip()))
    keys = (int(key) for key in re.findall(r"\d+", token["keys"]))
    return replace(statement, keys=tuple(dict.fromkeys([*statement.keys, *keys])))
