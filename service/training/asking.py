"""Asking: from a clause with a blank to a question a reader would ask.

Chinese asks in place: the question word stands where the answer stood. So a clause is cut
down to what a reader would say, the answer is replaced by the word that asks for it, and the
whole is worn down as speech is: words lost, others chosen, the question word moved to an end.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.training.blank import Blank, BlankKind
from service.training.clause import (
    Token,
    Tokens,
    clauses,
    is_attribution,
    join,
    subject,
    without_brackets,
)
from service.training.forms import FORMS, Ask
from service.training.wording import Wording

_SHORTEST, _LONGEST = 7, 36
_EMPTY_WORDS = set(
    (
        "还 也 又 已 已经 将 将会 正 正在 均 都 就 便 更 则 仍 仍然 共 "
        "约 近 超 曾 再 进一步 不断 持续 分别 一共 总共 累计 成功 正式 "
        "全面 陆续 据悉 其中 目前 同时 此外 另外 并 而 且 而且 但 但是 "
        "不过 因此 所以 随后 其 该 此 这 那 了 着 过 约为 截至 截止 另 "
        "另据 此次 本次 今日 近日 日前 昨日 当日 近期 如今 即"
    ).split()
)
_SILENT = re.compile(
    r"^(?:目前|据悉|据介绍|据了解|同时|此外|其中|而|并|且|但是?|不过|因此|所以|随后|另外|截至|日前|"
    r"近日|今日|昨日|当日|当天|这|那|也|还|已|将|从而|以及|和|及|与|等|是)+(?=[\u4e00-\u9fff]{4})"
)
_TIME = re.compile(
    r"(?:(?:19|20)\d\d年|今年|去年|明年)?(?:\d{1,2}月)(?:\d{1,2}日)?(?:[上下]午|晚间?|凌晨|至今|"
    r"以来|起)?|(?:当地时间|北京时间)|\d{1,2}日(?:[上下]午|晚)?|今年以来|近年来"
)
_PRONOUN_LEAD = re.compile(r"^(?:他们?|她们?|它们?|其|该(?![校局])|此|这|那|我们?|你|您|自己|双方)")
_CUT_OFF = re.compile(r"(?:[的了在和与及或是为对把将被从向由于、,:以因并而]|进行|通过|其中|根据)$")
_QUESTIONED = re.compile(r"什么|谁|哪|多少|几|为何|怎么|吗|如何|多[长久大高远]")


@dataclass(frozen=True, slots=True)
class Asker:
    """Makes questions; the same generator makes the same ones."""

    wording: Wording
    rng: random.Random

    def ask(self, sentence: Tokens, blank: Blank, name: str) -> str | None:
        """Return a question for a blank of a tagged sentence.

        Args:
            sentence: The sentence's words.
            blank: What is asked for, offsets in the sentence.
            name: What the article is about, for sentences that do not say; may be empty.

        Returns:
            The question, or None where none that reads well comes out.
        """
        cut = self._cut(sentence, blank, name)
        if cut is None:
            return None
        question = self._finish(FORMS[blank.kind](cut, self.rng))
        return question if question and _reads_well(question, blank) else None

    def _cut(self, sentence: Tokens, blank: Blank, name: str) -> Ask | None:
        parts = clauses(sentence)
        at = _holding(parts, blank)
        if at is None:
            return None
        part = parts[at]
        if join(part).startswith(("据", "根据", "按照")) or _coordinated(part, blank):
            return None
        before = [token for token in part if token.end <= blank.start]
        after = [token for token in part if token.start >= blank.end]
        if blank.kind in (BlankKind.REASON, BlankKind.STATEMENT, BlankKind.LIST):
            after = (
                [t for p in parts[at + 1 : at + 2] for t in p]
                if blank.kind is BlankKind.REASON
                else []
            )
        left, right = self._thin(before, blank), self._thin(after, blank)
        about = (
            self._about(parts[:at], left, name) if left or not _stands_alone(blank, right) else []
        )
        if about is None:
            return None
        shorter = self._shorten(left, right, len("".join(about)))
        if shorter is None:
            return None
        left, right = shorter
        if blank.kind is BlankKind.STATEMENT:
            inside = [t for t in sentence if blank.start <= t.start and t.end <= blank.end]
            return Ask(blank, about, self._reword(left), [join(subject(inside, longest=10))])
        says = any(token.tag in _VERBS for token in [*left, *right])
        if not says and (right or blank.kind not in _COUNTED):
            return None
        return Ask(blank, about, self._reword(left), self._reword(right))

    def _thin(self, tokens: Sequence[Token], blank: Blank) -> list[Token]:
        """Drop brackets and most words that say little."""
        kept = []
        text = "".join(token.text for token in tokens)
        offset = tokens[0].start if tokens else 0
        dated = [m.span() for m in _TIME.finditer(text) if self.rng.random() < 0.65]
        for token in without_brackets(tokens):
            if any(a <= token.start - offset < b for a, b in dated):
                continue
            if self.rng.random() < 0.04 and not token.is_noun and token.tag != "v":
                continue
            empty = token.text in _EMPTY_WORDS or token.text.isspace() or token.text in ",:“”"
            timely = _TIME.fullmatch(token.text) or token.tag == "t"
            if empty and self.rng.random() < 0.85:
                continue
            if timely and self.rng.random() < 0.6:
                continue
            kept.append(token)
        return kept

    def _about(
        self, earlier: Sequence[Tokens], left: Sequence[Token], name: str
    ) -> list[str] | None:
        """Return words that name the subject where the clause itself does not."""
        text = join(left)
        pronoun = _PRONOUN_LEAD.match(text)
        own = subject(left) and not pronoun
        if own:
            return []
        for part in earlier[:2]:
            found = subject(part)
            if found and not is_attribution(part) and join(found) not in text:
                return [token.text for token in found]
        if name and name not in text and not own:
            return [name]
        return [] if own else None

    def _shorten(
        self, left: list[Token], right: list[Token], used: int
    ) -> tuple[list[Token], list[Token]] | None:
        """Cut both sides down to what fits a question; None where that would cut into sense."""
        room = max(8, self.rng.choice((15, 18, 21, 24, 28, 30)) - used)
        right = _first(right, room if not left else room * 2 // 3)
        most = max(4, room - len(join(right)))
        if len(join(left)) > most:
            left = _without_attributes(left)
        if len(join(left)) > most + 6:
            return None
        return left, right

    def _reword(self, tokens: Sequence[Token]) -> list[str]:
        words = [t.text for t in tokens]
        share = self.rng.choice((0.0, 0.15, 0.3, 0.5))
        said = self.wording.say(words, self.rng, share=share)
        fixed = {i for i, t in enumerate(tokens) if t.tag.startswith(("nr", "ns", "nt", "nz"))}
        return [words[i] if i in fixed else word for i, word in enumerate(said)]

    def _finish(self, question: str) -> str:
        question = re.sub(r"[\s“”:;]+", lambda m: " " if m.group() == " " else "", question)
        question = _SILENT.sub("", question.strip(" ,、的-—*#>▲"))
        question = re.sub(r"([\u4e00-\u9fff])\s|\s(?=[\u4e00-\u9fff])", r"\1", question)
        question = re.sub(r"的的+", "的", question)
        if self.rng.random() < 0.06:
            question = self.rng.choice(("请问", "我想知道", "想问一下", "请问一下")) + question
        return question + ("?" if self.rng.random() < 0.6 else "")


def _holding(parts: Sequence[Tokens], blank: Blank) -> int | None:
    for number, part in enumerate(parts):
        if part[0].start <= blank.start < part[-1].end:
            return number
    return None


def _first(tokens: list[Token], room: int) -> list[Token]:
    """Keep words from the front, up to a noun or verb that may end a question."""
    kept: list[Token] = []
    for token in tokens:
        if len(join(kept)) + len(token.text) > room or token.text in "。;!?、":
            break
        kept.append(token)
    whole = len(kept) == len(tokens)
    while kept and not whole and not (kept[-1].is_noun or kept[-1].tag in ("v", "a")):
        kept.pop()
    while kept and _CUT_OFF.search(kept[-1].text):
        kept.pop()
    return kept


_VERBS = ("v", "vi", "vd", "l", "i", "zg")
_COUNTED = (BlankKind.FIGURE, BlankKind.PERCENT)
_NAMED = (
    BlankKind.PERSON,
    BlankKind.PLACE,
    BlankKind.ORGANISATION,
    BlankKind.TITLE,
    BlankKind.NAME,
)


def _stands_alone(blank: Blank, right: Sequence[Token]) -> bool:
    """Whether the answer, at the head of its clause, is the subject or has one behind it."""
    return bool(right) and (blank.kind in _NAMED or bool(subject(right)))


def _without_attributes(tokens: list[Token]) -> list[Token]:
    """Drop what stands before the last 的 of the subject, and lists up to their last part."""
    ends = [i for i, token in enumerate(tokens) if token.text in ("的", "、")]
    inner = [i for i in ends if i < len(tokens) * 2 // 3]
    return tokens[inner[-1] + 1 :] if inner else tokens


def _coordinated(part: Tokens, blank: Blank) -> bool:
    """Whether the answer is one of a row or half a word: then a question reads badly."""
    if blank.kind in (BlankKind.LIST, BlankKind.REASON, BlankKind.STATEMENT):
        return False
    joints = ("、", "和", "及", "与", "以及", "至", "/", "-", "~")
    for token in part:
        beside = token.start == blank.end or token.end == blank.start
        if beside and token.text in joints:
            return True
        meets = token.start < blank.end and blank.start < token.end
        if meets and not (blank.start <= token.start and token.end <= blank.end):
            return True
    return False


def _reads_well(question: str, blank: Blank) -> bool:
    bare = question.rstrip("?")
    core = blank.text.strip("《》“”")
    if re.match(r"[就而却才他她它其]", bare) or re.search(r"什么时间领先|年龄段", bare):
        return False
    if blank.kind is not BlankKind.REASON and re.search(r"(?<![成作称名认])为什么", bare):
        return False  # 加强为什么 would ask why
    fits = _SHORTEST <= len(bare) <= _LONGEST and core not in bare
    balanced = all(bare.count(a) == bare.count(b) for a, b in ("《》", "()"))
    once = len(_QUESTIONED.findall(re.sub(r"为什么|是什么", "什么", bare))) == 1
    letters = len(re.findall(r"[\u4e00-\u9fff]", bare))
    return fits and balanced and once and letters >= 6 and "责编" not in bare
