"""A claim that is nothing but a piece of its source."""

import re

from index.pattern import lazy_pattern
from index.script import fold
from index.span import Span
from service.claims.source import Source
from service.claims.verdict import Finding, Reason

_NUMERAL = "0-9０-９零〇一二三四五六七八九十百千两"
_INSIDE = lazy_pattern(
    rf"[{_NUMERAL}][.．,，]?$"  # before the border
)
_GOES_ON = lazy_pattern(rf"[.．,，]?[{_NUMERAL}]|[万亿萬億]")
_BEFORE_RANGE = lazy_pattern(rf"[{_NUMERAL}万亿萬億%％][-—–－~～至到]$")
_NEGATIVE = lazy_pattern(r"(?:负|負|零下)$")


def is_excerpt(text: str, source: Source, highlight: Span | None) -> bool:
    """Say whether a claim is the highlighted piece of its source, in either script.

    Args:
        text: The claim.
        source: What it cites.
        highlight: In `source.passage.text`.
    """
    if highlight is None or not source.quote_span.covers(highlight):
        return False
    piece = highlight.of(source.passage.text)
    return piece == text or fold(piece) == fold(text)


def excerpt_findings(text: str, source: Source, highlight: Span) -> list[Finding]:
    """Return a finding where an excerpt cuts through a figure: 978万 out of 3978万."""
    whole = source.passage.text
    before, inside, behind = (
        whole[max(0, highlight.start - 3) : highlight.start],
        highlight.of(whole),
        whole[highlight.end : highlight.end + 2],
    )
    cut_ahead = _INSIDE.search(before) and re.match(f"[{_NUMERAL}]", inside)
    ranged = _BEFORE_RANGE.search(before) and re.match(f"[{_NUMERAL}]", inside)
    negative = _NEGATIVE.search(before) and re.match(f"[{_NUMERAL}]", inside)
    cut_behind = re.search(f"[{_NUMERAL}]$", inside) and _GOES_ON.match(behind)
    if not (cut_ahead or cut_behind or ranged or negative):
        return []
    there = highlight.shift(-source.quote_span.start)
    return [Finding(Reason.FIGURE_DIFFERS, Span(0, len(text)), there)]
