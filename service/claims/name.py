"""Names of a claim: quotations, Latin names, people and bodies, and what was put in their place."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from index.clean.surnames import is_name
from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.rarity import weight
from index.script import fold
from index.span import Span
from service.claims.facts import LEAD, Facts
from service.claims.source import Source
from service.claims.verdict import Finding, Reason
from service.reader.expectation import AnswerType, Expectation
from service.reader.people import people

_QUOTED = lazy_pattern(r"[“\"「『《‘]([^”\"」』》’]{2,60})[”\"」』》’]")
_LATIN = lazy_pattern(r"[A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ0-9+.\-]*[A-Za-z0-9]")
_LONGEST_NAME = 8  # characters of what stands in quotation marks as a name
_QUOTATION = 12  # characters from which what stands in quotation marks is no name
_SPACE = lazy_pattern(r"[\s\"'“”‘’「」『』，,。]")
_BODY = lazy_pattern(
    r"(?P<head>[一-鿿]{2})(?:有限|股份|责任)*(?P<kind>公司|集团|大学|学院|医院|银行|研究院|研究所|"
    r"协会|基金会|合作社|委员会|中学|小学|电视台|日报|晚报|酒店|影业|传媒|证券|俱乐部)"
)
_UNUSUAL = 0.55  # weight from which a pair of characters may well belong to a name
_OWN_NAME = 0.7  # weight from which a pair before 公司 is what the firm is called
_UNHEARD = 0.85  # weight from which it can hardly be anything else
_PUT_IN = 8  # characters that may stand in a name's place
_FRAME = 2  # characters on either side that must be the source's own
_KIND_BEHIND = lazy_pattern(
    r"街道|[镇乡村县市省州](?![镇乡村民场长])|社区|小区|大桥|火车站|机场|水库"
)
_ALIASES = {
    "gdp": ("生产总值",),
    "cpi": ("消费价格", "居民消费价格"),
    "ceo": ("首席执行官",),
    "cfo": ("首席财务官",),
    "ai": ("人工智能",),
    "app": ("应用", "客户端"),
}
_PARTICLES = lazy_pattern(r"[的了在于以来为是和与及之所从自到将把由内里中间]+")
_HEAD = lazy_pattern(
    r"(?:^|[，,。；;、])(?P<name>[一-鿿]{2,3}?)(?=[是为任系说称]|担任|表示|介绍|出任)"
)
_OFFICE = (
    r"(?:主任|书记|[局县区市镇乡村校院馆站所队会处科部司厅省州团社台]长|经理|董事长|总裁|负责人|常委|委员|主席|"
    r"代表|教授|工程师|创始人|秘书长|理事|总监|发言人)"
)
_IS_POST = lazy_pattern(
    rf"(?:^|[，,。；;])(?P<name>[一-鿿]{{2,3}}?)(?:是|担任|任|出任)[^，,。；;]{{0,24}}{_OFFICE}"
)
_POST_IS = lazy_pattern(rf"{_OFFICE}(?:是|为|由)(?P<name>[一-鿿]{{2,3}})(?=$|[，,。；;担出])")
_PRONOUN = lazy_pattern(r"[该本此其这那双两各他她它们某当前后上述一]+|[^一-鿿]+")


def name_findings(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the names of a claim that the source does not carry.

    Quotations and Latin names must stand in the document; people and bodies in the cited
    sentences, or around them where those name nobody else; and nothing unusual may stand
    where the cited sentences have another word between the same characters.
    """
    yield from _held(said, source)
    yield from _people(said, source)
    yield from _bodies(said, source)
    yield from _put_in(said, source.cited)
    yield from _borrowed(said, source)


def _held(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the quotations and Latin names that the document does not hold."""
    text: str | None = None
    for span in _named(said):
        for name in _pieces(said, span):
            if name in _SPACE.sub("", source.cited.folded):
                continue
            text = text or _SPACE.sub("", fold(source.clean.text) + source.above.folded)
            if name not in text and not any(one in text for one in _ALIASES.get(name, ())):
                long = len(span) >= _QUOTATION
                yield Finding(Reason.QUOTE_NOT_FOUND if long else Reason.ENTITY_MISSING, span)
                break


def _pieces(said: Facts, span: Span) -> list[str]:
    """Return what must stand in the document of a name: its figures are compared elsewhere."""
    text = said.text
    for one in said.counted:
        if span.covers(one):
            text = text[: one.start] + "\0" * len(one) + text[one.end :]
    pieces = (_SPACE.sub("", fold(piece)) for piece in span.of(text).split("\0"))
    return [piece for piece in pieces if piece]


def _named(said: Facts) -> Iterator[Span]:
    yield from (Span(*match.span(1)) for match in _QUOTED.finditer(said.text))
    if said.english:
        return
    for match in _LATIN.finditer(said.text):
        span = Span(*match.span())
        if not any(span.overlap(other) for other in said.counted):
            yield span


def _people(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the people whom the cited sentences do not name, nor, naming nobody, the passage."""
    named = people_of(said)
    if not named:
        return
    cited = {span.of(source.cited.folded) for span in people_of(source.cited)}
    ours = {span.of(said.folded) for span in named}
    around = source.whole.folded + "\n" + source.above.folded
    for span in named:
        name = span.of(said.folded)
        if name in source.cited.folded or (name in around and cited <= ours):
            continue
        yield Finding(Reason.ENTITY_MISSING, said.back(span))


def people_of(facts: Facts) -> list[Span]:
    """Return where people are named in folded text, by title, surname and verb of speech."""
    anyone = Expectation(AnswerType.PERSON, Span(0, 0))
    found = [one.span for one in people(facts.folded, anyone, Gazetteer.load())]
    return [_around_dot(facts.folded, span) for span in found]


def _around_dot(text: str, span: Span) -> Span:
    """Return the surest part of a dotted name: where one begins shows only at its dots."""
    dot = text.find("·", span.start, span.end)
    return span if dot < 0 else Span(max(span.start, dot - _FRAME), min(span.end, dot + 1 + _FRAME))


def _bodies(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the firms and institutions whose own name the document does not hold."""
    text: str | None = None
    for match in _BODY.finditer(said.folded):
        head = match["head"]
        if head in source.cited.folded or weight(head) < _OWN_NAME:
            continue
        text = text or fold(source.clean.text)
        span = said.back(Span(*match.span()))
        if head not in text:
            yield Finding(Reason.ENTITY_MISSING, span)
        elif other := _other_body(match, said, source.cited):
            yield Finding(Reason.ENTITY_MISSING, span, other)


def _other_body(ours: re.Match[str], said: Facts, cited: Facts) -> Span | None:
    """Return the body of the same kind that the cited sentences name instead."""
    for match in _BODY.finditer(cited.folded):
        if match["kind"] == ours["kind"] and match["head"] not in said.folded:
            return cited.back(Span(*match.span()))
    return None


def _borrowed(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the names that the passage has elsewhere, where the cited sentences have others.

    What 云集集团 gave is not what “家人公益” gave, though both stand in one passage.
    """
    cited, whole = source.cited.folded, source.whole.folded
    candidates = [
        Span(*match.span("name"))
        for match in _HEAD.finditer(said.folded)
        if is_name(match["name"]) and match["name"] in whole
    ]
    candidates += [
        Span(at, at + len(name)) for name in _called(whole) if (at := said.folded.find(name)) >= 0
    ]
    strange = [one for one in candidates if one.of(said.folded) not in cited + source.above.folded]
    yield from _post(said, source)
    if not strange:
        return
    theirs = [span.of(cited) for span in people_of(source.cited)] + _called(cited)
    for span in strange:
        later = span.of(said.folded) not in source.before.folded
        if later or any(name not in said.folded for name in theirs):
            yield Finding(Reason.ENTITY_MISSING, said.back(span))


def _post(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the people whom a claim gives a post that the cited sentences give another."""
    for pattern in (_IS_POST, _POST_IS):
        for match in pattern.finditer(said.folded):
            name = match["name"]
            if is_name(name) and name not in source.cited.folded:
                yield Finding(Reason.ENTITY_MISSING, said.back(Span(*match.span("name"))))


def _called(text: str) -> list[str]:
    """Return what folded text puts in quotation marks as a name, and what its bodies are called."""
    quoted = [match[1] for match in _QUOTED.finditer(text) if len(match[1]) < _LONGEST_NAME]
    return quoted + [match["head"] for match in _BODY.finditer(text) if _is_own(match)]


def _is_own(body: re.Match[str]) -> bool:
    return weight(body["head"]) >= _UNUSUAL


def _put_in(said: Facts, cited: Facts) -> Iterator[Finding]:
    """Yield what stands where the cited sentences have a name between the same characters.

    Words may take each other's place, for that is how one retells; a name may not.
    """
    matcher = SequenceMatcher(None, said.figures_out, cited.figures_out, autojunk=False)
    steps = matcher.get_opcodes()
    for at, (kind, start, end, there, until) in enumerate(steps):
        if kind != "replace" or max(end - start, until - there) > _PUT_IN:
            continue
        if not (_frames(steps, at - 1) and _frames(steps, at + 1)):
            continue
        ours, theirs = Span(start, end), Span(there, until)
        if _is_other_name(ours, theirs, said, cited):
            yield Finding(Reason.ENTITY_MISSING, said.back(ours), cited.back(theirs))


def _frames(steps: Sequence[tuple[str, int, int, int, int]], at: int) -> bool:
    """Say whether enough of the same characters stand at a step, or the texts end there."""
    if not 0 <= at < len(steps):
        return True
    kind, start, end, _, _ = steps[at]
    at_edge = start == 0 or at == len(steps) - 1 or steps[at + 1][0] == "insert"
    return kind == "equal" and (end - start >= _FRAME or at_edge)


def _is_other_name(ours: Span, theirs: Span, said: Facts, cited: Facts) -> bool:
    """Say whether a name of the cited sentences gave way to something else.

    Args:
        ours: What the claim has, in its text without figures.
        theirs: What the cited sentences have there.
        said: The claim.
        cited: The sentences.
    """
    piece, own = ours.of(said.figures_out).strip(), theirs.of(cited.figures_out).strip()
    if not piece or not own or piece in own or own in piece or " " in piece + own:
        return False
    if (
        _PARTICLES.fullmatch(piece)
        or _PRONOUN.fullmatch(piece)
        or LEAD.match(f"{piece},")
        or piece in cited.folded
    ):
        return False
    there = cited.back(theirs)
    if any(one.span.overlap(there) for one in cited.places if one.listed):
        return True
    bodies = [Span(*match.span()) for match in _BODY.finditer(cited.folded)]
    if any(one.overlap(theirs) for one in (*people_of(cited), *bodies)):
        return True
    if _KIND_BEHIND.match(cited.figures_out, theirs.end):
        return True
    if all(is_name(one) and _rarest(one) >= _UNUSUAL for one in (piece, own)):
        return True
    return all(_rarest(one) >= _UNHEARD for one in (piece, own))


def _rarest(text: str) -> float:
    """Return the weight of the commonest pair of some characters, 0 where there is none."""
    pairs = [text[at : at + 2] for at in range(len(text) - 1)]
    if not pairs or not all("一" <= letter <= "鿿" for letter in text):
        return 0.0
    return min(map(weight, pairs))
