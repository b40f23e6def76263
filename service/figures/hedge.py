"""Words before and behind a quantity that say how exact it is."""

import re
from collections.abc import Iterable
from fractions import Fraction

from index.pattern import lazy_pattern
from service.figures.kind import Kind
from service.figures.quantity import Qualifier

_BEFORE: dict[str, Qualifier] = {
    word.replace("_", " "): qualifier
    for qualifier, words in (
        (Qualifier.ABOUT, "约 大约 约为 约有 约合 约达 约占 大概 近 将近 接近 逼近 差不多 估计约 "
        "约莫 上下 about around nearly almost approximately roughly some close_to ~ ≈"),
        (Qualifier.MORE_THAN, "超 超过 超出 已超 逾 高于 多于 大于 突破 至少 不少于 不低于 不小于 "
        "不下 不下于 最少 最低 起码 上 破 过 满 over exceeding more_than at_least no_fewer_than "
         "no_less_than upwards_of exceeds exceeded > ≥ >="),
        (Qualifier.LESS_THAN, "不到 不足 低于 少于 小于 不超过 不超 未超过 不高于 不多于 不大于 "
        "未满 未达 未到 不满 至多 最多 最高 不逾 under below less_than fewer_than at_most "
         "no_more_than up_to not_more_than < ≤ <="),
    )
    for word in words.split()
}  # fmt: skip
_LONGEST = max(map(len, _BEFORE))

# Characters before a one-character word that make it the end of another: 签约, 最近.
_PART_OF: dict[str, str] = {
    "近": "最附邻临靠亲远新相抵逼走就",
    "约": "签节条合预契违邀集制纽公租特毁失爽续履立应婚赴和",
    "超": "赶反高班英中西德意法马",
    "破": "打攻侦突爆",
    "满": "不未期圆美充",
    "上": "线网以身路在会场市马街早晚历台赛",
    "过": "通经度",
    "逾": "",
}
# 上百, 过亿, 破万: these hedge a number without a digit, or one as round as that (过10亿).
_ONLY_SCALES = frozenset("上过破满")
_ROUND = 10_000  # the least that 过 and 破 hedge when digits stand there

_BEHIND: tuple[tuple[re.Pattern[str], Qualifier], ...] = (
    (lazy_pattern(r" ?(?:左右|上下|许(?=[,。、;，]|$))"), Qualifier.ABOUT),
    (
        lazy_pattern(r" ?(?:及?以上|或以上|\+(?! ?[0-9A-Za-z])|之上|开外|出头|往上|有余)(?!所述)"),
        Qualifier.MORE_THAN,
    ),
    (lazy_pattern(r" ?(?:及?以下|以内|或以下)"), Qualifier.LESS_THAN),
)
_EXCESS = lazy_pattern(r"(?:多|余)(?![次名个年项家种位方数元样媒月于])")
_MEASURED = frozenset(set(Kind) - {Kind.COUNT, Kind.ORDINAL, Kind.NUMBER, Kind.POINTS})

_SPAN = lazy_pattern(r"来|以来|间|内|里|,|。|、")


def before(
    text: str, start: int, *, vague: bool, round_: bool = False
) -> tuple[Qualifier, int] | None:
    """Return what the word before `start` says, and where it begins.

    Args:
        text: Folded text.
        start: Where the number begins.
        vague: Whether the number names no digit, as in 上百.
        round_: Whether it is a round one all the same, as in 过10亿; see `is_round`.
    """
    edge = start - 1 if start and text[start - 1] == " " else start
    for length in range(min(_LONGEST, edge), 0, -1):
        word = text[edge - length : edge]
        qualifier = _BEFORE.get(word.lower())
        if qualifier is not None and _is_word(
            text, word, edge - length, vague=vague, round_=round_
        ):
            return qualifier, edge - length
    return None


def is_round(value: Fraction, place: Fraction) -> bool:
    """Say whether a number is as round as one that is only a scale: 10亿, 3000万."""
    return place >= _ROUND and value / place < len("0123456789")


def _is_word(text: str, word: str, start: int, *, vague: bool, round_: bool) -> bool:
    if len(word) > 1:
        return not (word[0].isascii() and word[0].isalpha() and text[start - 1 : start].isalnum())
    if word in _ONLY_SCALES and not vague and not (round_ and word in "过破"):
        return False
    return start == 0 or text[start - 1] not in _PART_OF.get(word, "")


def behind(text: str, end: int, kind: Kind) -> tuple[Qualifier, int] | None:
    """Return what the word at `end` says of the quantity before it, and where it ends."""
    for pattern, qualifier in _BEHIND:
        match = pattern.match(text, end)
        if match:
            return qualifier, match.end()
    if kind in _MEASURED and kind is not Kind.SHARE and (match := _EXCESS.match(text, end)):
        return Qualifier.MORE_THAN, match.end()
    if kind is Kind.SHARE and text[end : end + 1] in ("多", "余") and text[end - 1] == "成":
        return Qualifier.MORE_THAN, end + 1
    return None


def joined(said: Iterable[Qualifier]) -> Qualifier:
    """Return the one qualifier of several; a bound says more than 约."""
    qualifiers = set(said) - {Qualifier.EXACT}
    for qualifier in (
        Qualifier.RANGE,
        Qualifier.LESS_THAN,
        Qualifier.MORE_THAN,
        Qualifier.ABOUT,
    ):
        if qualifier in qualifiers:
            return qualifier
    return Qualifier.EXACT


def means_recent(text: str, start: int, end: int) -> bool:
    """Say whether 近 before a stretch of time means the last ones: 近五年来."""
    return text[start : start + 1] == "近" and bool(_SPAN.match(text, end) or end == len(text))
