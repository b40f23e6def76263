"""What is planned or expected, held against what a claim tells as done."""

import re
from collections.abc import Iterator
from enum import StrEnum

from index.pattern import lazy_pattern
from index.span import Span
from service.claims.facts import Facts
from service.claims.moment import years_of
from service.claims.verdict import Finding, Reason
from service.figures.compare import consistent

_WILL = (
    r"将(?=[于在会达建覆集聚打新推启迎举投带促扩提拥有能为从与同连继进成再陆]|实现|全面|完成)|"
    r"(?:即|也|还|并|又|后|都|均|共|可|仍)将"
)
_PLAN = lazy_pattern(
    r"计划|拟(?![合定人真态订])|预计|预期|预定|预估|估计|有望|力争|争取|打算|准备|规划|筹[备建]|盼着|目标|"
    r"[排提]上(?:了)?日程|届时|下一步|接下来|明年|按照?.{0,14}规模|商量|想[建办在租要]|就要|还要|待建|"
    r"可(?=实现|达|到|增|带动|解决|年|卖|供)|照着|赶在|年底(?=[通建完开投启交])|年内(?=[通建完开投启交])|"
    r"(?:建成|投产|达产|建好|竣工|完工)(?:以后|之后|后)|" + _WILL
)
_DONE = lazy_pattern(
    r"(?<!而)已(?!规划|计划|[排提]上|列入|知|婚|故)|业经|现有|如今|累计|截至|目前(?!.{0,6}计划)|"
    r"(?<=[成工产用成付立现业通建拨出])了(?![解结])"
)
_TOLD_DONE = lazy_pattern(
    r"已(?:经)?(?P<way>[^，,。；;]{0,14}?)(?P<verb>建成|投产|竣工|完工|通车|开业|启用|投用|投入使用|交付|上线|"
    r"获批|落地|开工|动工|开建|开园|达产|开通|完成|实现|建设|开启|启动|提升|建立|开设|运营|落成|建好|投运)"
)
_ENDS = (
    r"建成|落成|建好|竣工|完工|完成|盖[好了起]|修[好了起]|做[完好了]|建起",
    r"启用|投用|投入使用|投运|开放|运营|用上|上线|开通|通车|交付|开[门園园张業业]|运行|开[了始]",
    r"开工|动工|开建|启动|开始建设|动[了起]|奠基|上马|开[了始]",
    r"投产|达产|投入生产|生产",
)
_BEHIND = 3  # characters behind a verb that make it a condition: 投产以后
_ENGLISH_DONE = lazy_pattern(
    r"(?i)\balready\b|"
    r"\b(?:has|have) (?:now |since )?(?:been )?(?:\w+ed|begun|built|grown|risen|met|made)\b"
)
_ENGLISH_PLAN = lazy_pattern(
    r"(?i)\b(?:will|would|plan\w*|expect\w*|estimat\w*|project(?:ed|ion)\w*|could|aim\w*|target\w*|"
    r"forecast\w*|intend\w*|scheduled|propos\w*|once|when|set to|due to|to be)\b"
)
_SENTENCE = lazy_pattern(r"[。！？!?；;\n]")


class Phase(StrEnum):
    """How far something is."""

    PLANNED = "planned"
    DONE = "done"


def phase_findings(said: Facts, cited: Facts) -> Iterator[Finding]:
    """Yield what a claim tells as done of which the cited sentences say that it is planned.

    Only what is told as done outright counts (已, has been): a figure cut out of a sentence
    leaves the word before it out, and says nothing of how far things are.
    """
    if said.english:
        yield from _english(said, cited)
        return
    yield from _figures(said, cited)
    yield from _deeds(said, cited)


def phase_at(text: str, at: int, *, start: int | None = None) -> Phase | None:
    """Return how far a sentence says things are, by the last word of it before a place.

    Args:
        text: Folded text.
        at: Where the place is.
        start: From where to look, if not from the beginning of the sentence.
    """
    if start is None:
        start = _sentence_start(text, at)
    plans = [match.start() for match in _PLAN.finditer(text, start, at + 1)]
    deeds = [match.start() for match in _DONE.finditer(text, start, at)]
    if not plans and not deeds:
        return None
    return Phase.PLANNED if plans and plans[-1] >= max(deeds, default=-1) else Phase.DONE


def _sentence_start(text: str, at: int) -> int:
    return max((match.end() for match in _SENTENCE.finditer(text, 0, at)), default=0)


def _figures(said: Facts, cited: Facts) -> Iterator[Finding]:
    text, there = _plain(said), _plain(cited)
    for claimed in said.quantities:
        clause = said.clause(claimed.span)
        phase = phase_at(text, claimed.span.start, start=clause.start)
        told = phase is Phase.DONE or (phase is None and _is_dated(said, clause, cited))
        if not told:
            continue
        carrying = [one for one in cited.quantities if consistent(claimed, one)]
        phases = {phase_at(there, one.span.start) for one in carrying}
        if phases == {Phase.PLANNED}:
            yield Finding(Reason.NEGATION_DIFFERS, claimed.span, carrying[0].span)


def _is_dated(said: Facts, clause: Span, cited: Facts) -> bool:
    """Say whether a clause puts into a year what the cited sentences put into none."""
    ours = [one for one in said.dates if clause.covers(one.span)]
    return bool(years_of(ours)) and not cited.dates


def _deeds(said: Facts, cited: Facts) -> Iterator[Finding]:
    """Yield the deeds of a claim that the cited sentences only announce."""
    text, there = _plain(said), _plain(cited)
    for match in _TOLD_DONE.finditer(text):
        if _PLAN.search(match["way"]):
            continue
        places = [Span(*one.span()) for one in re.finditer(match["verb"], there)]
        phases = {
            phase_at(there, one.end + _BEHIND, start=_sentence_start(there, one.start))
            for one in places
        }
        announced = phases == {Phase.PLANNED}
        unsaid = not places and _PLAN.search(there) and not _DONE.search(there)
        if announced or unsaid or not _is_told(match["verb"], there):
            yield Finding(Reason.NEGATION_DIFFERS, Span(*match.span()))


def _is_told(verb: str, text: str) -> bool:
    """Say whether a text has a word for what a verb says, if that is the end of something."""
    group = next((group for group in _ENDS if re.fullmatch(group, verb)), None)
    return group is None or re.search(group, text) is not None


def _english(said: Facts, cited: Facts) -> Iterator[Finding]:
    done = _ENGLISH_DONE.search(said.text)
    if done is None or cited.english or _ENGLISH_PLAN.search(said.text):
        return
    there = _plain(cited)
    for claimed in said.quantities:
        carrying = [one for one in cited.quantities if consistent(claimed, one)]
        if carrying and {phase_at(there, one.span.start) for one in carrying} == {Phase.PLANNED}:
            yield Finding(Reason.NEGATION_DIFFERS, Span(*done.span()), carrying[0].span)
            return


def _plain(facts: Facts) -> str:
    """Return the folded text where it is as long as the text, so that spans hold in both."""
    return facts.folded if len(facts.folded) == len(facts.text) else facts.text
