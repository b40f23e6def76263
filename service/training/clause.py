"""Clauses of a tagged sentence: what carries an answer, and what names its subject."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_STOP = set(",;:!?。…")
_ATTRIBUTION = re.compile(
    r"^(?:据|根据|按照|记者|本报|新华|中新|中国网|央视|编辑|来源|责编|图片).{0,24}$|"
    r".*(?:日电|讯|日?消息|获悉|了解到|报道|数据显示|显示|采访)$|"
    r"^(?:据悉|据介绍|据了解|同时|此外|另外|其中|目前|近日|日前|随后|对此|因此|不过|而且|但是|然而|值得一提的是|公开资料显示)$"
)
_NOUNS = ("n", "j", "l", "eng", "an", "vn", "i")
_PRONOUN = re.compile(
    r"^(?:他们|她们|它们|他|她|它|其|该|此|这|那|我们|我|你|您|双方|两人|二人|自己|大家|记者|而|并|也|还|且)"
)
_MEASURES = set(
    "同比 环比 其中 增长 下降 减少 增加 上涨 下跌 上年同期 去年同期 同期 占比 合计 目前".split()
)
_GIVEN = re.compile(
    "[\u4e00-\u9fff](?<![是在为对向将和与说称表也都就了的从被把等及其某到大要有不])"
)
_NO_GIVEN = ("p", "c", "uj", "ul", "uz", "d", "r", "u", "y", "x", "m", "f", "ud", "ug")
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_MIN_CLAUSE = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its jieba tag and its offset in the sentence."""

    text: str
    tag: str
    start: int

    @property
    def end(self) -> int:
        """Offset behind the word."""
        return self.start + len(self.text)

    @property
    def is_noun(self) -> bool:
        """Whether the word can stand in a name or noun phrase."""
        return self.tag.startswith(_NOUNS)

    @property
    def is_verb(self) -> bool:
        """Whether the word is a verb that may part subject from predicate."""
        return self.tag in ("v", "vd", "vi", "vg", "p", "d", "zg")


Tokens = tuple[Token, ...]


def tag(sentence: str) -> Tokens:
    """Return the words of a sentence with their tags.

    jieba's guesses at unknown words are left out: they take most of its time. A surname
    with one or two single characters behind it is joined to a person's name instead.
    """
    import jieba.posseg

    tokens, position = [], 0
    for pair in jieba.posseg.cut(sentence, HMM=False):
        tokens.append(Token(pair.word, pair.flag, position))
        position += len(pair.word)
    return _with_names(tokens)


def _with_names(tokens: Sequence[Token]) -> Tokens:
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        length = _name_length(tokens[at : at + 3])
        text = "".join(token.text for token in tokens[at : at + length])
        mark = "nr" if length > 1 else tokens[at].tag
        joined.append(Token(text, mark, tokens[at].start))
        at += length
    return tuple(joined)


def _name_length(tokens: Sequence[Token]) -> int:
    """Return how many words make a person's name, 1 where the first begins none."""
    if tokens[0].text not in SURNAMES or tokens[0].tag not in (
        "nr",
        "n",
        "v",
        "a",
        "m",
        "zg",
        "j",
        "ng",
        "ns",
    ):
        return 1
    length = 1
    for token in tokens[1:]:
        if len(token.text) > 1 or not _GIVEN.match(token.text) or token.tag in _NO_GIVEN:
            break
        length += 1
    return length


def join(tokens: Sequence[Token]) -> str:
    """Return the text of words; Latin words and figures that meet keep a space."""
    text = "".join(token.text for token in tokens)
    return text.strip(" ,;:、。!?")


def clauses(tokens: Tokens) -> list[Tokens]:
    """Return the clauses of a sentence; one of a word or two goes to the next one."""
    parts: list[Tokens] = []
    open_part: list[Token] = []
    depth = 0
    for number, token in enumerate(tokens):
        depth += (token.text in "(《“") - (token.text in ")》”")
        ends = token.text in _STOP and depth <= 0 and not _inside_number(tokens, number)
        if not ends:
            open_part.append(token)
        elif len(open_part) >= _MIN_CLAUSE:
            parts.append(tuple(open_part))
            open_part = []
    if open_part:
        parts.append(tuple(open_part))
    return parts


def _inside_number(tokens: Tokens, at: int) -> bool:
    near = tokens[max(0, at - 1) : at + 2]
    return len(near) == 3 and near[0].text[-1:].isdigit() and near[2].text[:1].isdigit()


def is_attribution(clause: Sequence[Token]) -> bool:
    """Whether a clause only says where the news comes from."""
    return bool(_ATTRIBUTION.search(join(clause)))


def subject(clause: Sequence[Token], *, longest: int = 14) -> Tokens:
    """Return the noun phrase a clause begins with; empty where none or a pronoun."""
    if not clause or is_attribution(clause) or _PRONOUN.match(clause[0].text):
        return ()
    if clause[0].text in _MEASURES:
        return ()
    head: list[Token] = []
    if clause[0].tag in ("m", "x") or clause[0].text[0].isdigit():
        return ()
    for token in clause:
        if not (token.is_noun or token.tag in ("b", "a", "m", "q", "ng", "x", "s", "uj")):
            break
        if token.text in ",;:(":
            break
        head.append(token)
    while head and not head[-1].is_noun:
        head.pop()
    named = any(token.is_noun for token in head)
    fits = 2 <= len(join(head)) <= longest
    return tuple(head) if named and fits and not _unbalanced(join(head)) else ()


def _unbalanced(text: str) -> bool:
    return any(text.count(one) != text.count(two) for one, two in ("《》", "“”", "()"))


def without_brackets(tokens: Sequence[Token]) -> list[Token]:
    """Return the words outside round brackets."""
    kept, depth = [], 0
    for token in tokens:
        depth += token.text == "("
        if depth <= 0:
            kept.append(token)
        depth -= token.text == ")"
        depth = max(depth, 0)
    return kept


def last_noun_phrase(tokens: Sequence[Token]) -> tuple[int, int]:
    """Return where the noun phrase at the end of words begins and ends; (0, 0) if none."""
    start = len(tokens)
    while start and (tokens[start - 1].is_noun or tokens[start - 1].tag in ("a", "b", "ng")):
        start -= 1
    return (start, len(tokens)) if start < len(tokens) and tokens[-1].is_noun else (0, 0)


def runs(tokens: Sequence[Token], tags: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the longest runs of words whose tags begin so, as (first, behind last)."""
    inside = [token.tag.startswith(tags) for token in tokens] + [False]
    edges = [0] if inside[0] else []
    edges += [i + 1 for i, (one, two) in enumerate(pairwise(inside)) if one != two]
    return list(zip(edges[::2], edges[1::2], strict=False))
