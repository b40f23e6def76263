"""Of how much a figure is said: of each or all together, of all or some, of land or county."""

from collections.abc import Iterator

from index.pattern import lazy_pattern
from index.script import fold
from index.span import Span
from service.claims.facts import Facts
from service.claims.verdict import Finding, Reason
from service.figures.compare import consistent
from service.figures.quantity import Quantity

_EACH = lazy_pattern(
    r"每(?![个项]?(?:次|当|逢))|人均|户均|年均|月均|日均|平均|均(?=增收|多收)|"
    r"各(?=[投出捐派拨花卖获得占招])"
)
_EACH_THERE = lazy_pattern(
    r"每|(?:[人户年月日店单亩]|平)均|均(?=增收|多收)|各(?![级地类界方项种])|/|分别|逐[年月日]|"
    r"(?<![这头近前])[一单][户人家天年月亩斤顿件根座台个次]|连续.{1,3}年|年年|月[租薪供均产销]|日[产均处]|"
    r"年(?=[销缴产利税收营净租薪费化用需供发卖均])|日常"
)
_PERIODS = lazy_pattern(
    r"(?P<year>每年|(?<![这头近前])一年(?!级)|年均|年[租薪产销])|(?P<month>每月|每个月|一个月|月均|月[租薪产销])|"
    r"(?P<week>每周|一周|周均)|(?P<day>每[天日]|一天|日均|日[产销])"
)
_SHARES = lazy_pattern(
    r"[每一](?P<kilo>公斤|千克)|[每一](?P<jin>斤)|[每一](?P<ton>吨)|[每一](?P<mu>亩)|[每一](?P<hectare>公顷)|"
    r"(?:每|一|平均每)(?P<home>户|家)|[每一](?P<head>人)|[每一](?P<village>村)|[每一](?P<share>股)"
)
_TOTAL = lazy_pattern(r"合计|总计|累计|一共|共计")
_A_YEAR = lazy_pattern(r"每年|年均|年(?=[销缴产利税收营])")
_SHARED_OUT = lazy_pattern(r"户均|人均|平均每|每[户人家名]|每位")
_ENGLISH_EACH = lazy_pattern(
    r"(?i)\b(?:each|every|per|apiece|average|averag\w+|annual(?:ly)?|yearly|monthly|daily|"
    r"an? (?:year|month|day|head|person|household|family))\b"
)
_ENGLISH_TOTAL = lazy_pattern(r"(?i)\b(?:totals?|totall\w+|altogether|combined|in all|together)\b")
_ALL = lazy_pattern(
    r"全部|悉数|无一例外|所有|一律|(?<![平人户年月日])均(?=[已在为是有未获被达超投实由])"
)
_ALL_THERE = lazy_pattern(r"全|均|都|各|每|所有|皆|悉|一律|100%|百分之百|无一|凡|统统|整|共同")
_REACHES = (
    ("全球", "世界", "国际"),
    ("全国", "国内", "我国", "中国", "国家"),
    ("全省", "省内", "省级", "本省"),
    ("全市", "市内", "市级", "本市"),
    ("全县", "县内", "县级", "本县"),
)  # fmt: skip
_TOLD_REACH = tuple(words[0] for words in _REACHES)


def extent_findings(said: Facts, cited: Facts) -> Iterator[Finding]:
    """Yield where a claim says of each what is said of all together, or the like.

    户均增收3200元 is no 共增收3200元, 38家 are not 全部 of which it is said, and 全省 is
    not 全国.
    """
    for claimed in said.quantities:
        carrying = [one for one in cited.quantities if consistent(claimed, one)]
        if carrying and (
            _is_shared_out(claimed, said, carrying, cited)
            or _is_put_together(claimed, said, carrying, cited)
        ):
            yield Finding(Reason.FIGURE_DIFFERS, claimed.span, carrying[0].span)
    if said.english or cited.english:
        return
    yield from _all(said, cited)
    yield from _reach(said, cited)


def _is_shared_out(claimed: Quantity, said: Facts, carrying: list[Quantity], cited: Facts) -> bool:
    """Say whether a claim gives to each what the cited sentences do not share out so."""
    if cited.english:
        return False
    clause = said.clause(claimed.span).of(said.text)
    there = [_near(one, cited) for one in carrying]
    if said.english:
        return bool(_ENGLISH_EACH.search(clause)) and not any(map(_EACH_THERE.search, there))
    clause = fold(clause)
    if _EACH.search(clause) and not any(map(_EACH_THERE.search, there)):
        return True
    for pattern in (_PERIODS, _SHARES):
        ours = {match.lastgroup for match in pattern.finditer(clause)}
        theirs = [{match.lastgroup for match in pattern.finditer(text)} for text in there]
        if ours and all(theirs) and not any(ours & one for one in theirs):
            return True
    return (
        bool(_TOTAL.search(clause))
        and all(map(_A_YEAR.search, there))
        and not _A_YEAR.search(clause)
    )


def _near(one: Quantity, facts: Facts) -> str:
    """Return a figure's clause and the one before, up to right behind the figure."""
    clause = facts.clause(one.span)
    start = facts.clause(Span(max(0, clause.start - 1), max(0, clause.start - 1))).start
    return fold(facts.text[start : one.span.end + len("每人每年左右")])


def _is_put_together(
    claimed: Quantity, said: Facts, carrying: list[Quantity], cited: Facts
) -> bool:
    """Say whether a claim leaves out that a figure is that of each."""
    for one in carrying:
        start = cited.clause(one.span).start
        if not _SHARED_OUT.search(cited.text[start : one.span.start]):
            return False
    if said.english:
        return bool(_ENGLISH_TOTAL.search(said.text)) and not _ENGLISH_EACH.search(said.text)
    return not _EACH_THERE.search(said.folded)


def _all(said: Facts, cited: Facts) -> Iterator[Finding]:
    word = _ALL.search(said.folded)
    if word and said.quantities and not _ALL_THERE.search(cited.folded):
        yield Finding(Reason.NOT_STATED, said.back(Span(*word.span())))


def _reach(said: Facts, cited: Facts) -> Iterator[Finding]:
    for claimed in said.quantities:
        ours = _reach_of(claimed, said)
        theirs = {_reach_of(one, cited) for one in cited.quantities if consistent(claimed, one)}
        if ours is not None and theirs and None not in theirs and ours not in theirs:
            yield Finding(Reason.PLACE_MISSING, claimed.span)
    there = [word for word in _TOLD_REACH if word in cited.folded]
    for word, *same in _REACHES:
        at = said.folded.find(word)
        if at < 0 or not there or any(one in cited.folded for one in (word, *same)):
            continue
        yield Finding(Reason.PLACE_MISSING, said.back(Span(at, at + len(word))))


def _reach_of(one: Quantity, facts: Facts) -> int | None:
    """Return which reach is named last in the clause before a figure."""
    text = facts.text[facts.clause(one.span).start : one.span.start]
    last = {at: max(map(text.rfind, words)) for at, words in enumerate(_REACHES)}
    at = max(last, key=lambda reach: last[reach])
    return at if last[at] >= 0 else None
