"""Names of a claim that are made of numbers: 3:2, 5G, 58同城, 十四五, 四环."""

import re
from collections.abc import Iterator

from index.pattern import lazy_pattern
from service.claims.facts import Facts
from service.claims.source import Source
from service.claims.verdict import Finding, Reason
from service.figures.label import find_labels

_TELLS = lazy_pattern(r"[0-9]|^十.五|^[一二三四五六][环线]$")
_MARK = lazy_pattern(
    r"[0-9]{1,2}[.、]|\([0-9一二三四五六七八九十]{1,2}\)"
)  # of a list, not of its text
_SAME = (("比", ":"), ("×", "x"), ("*", "x"))  # ways to write scores and sizes


def label_findings(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the numbered names that neither passage nor headings hold: 3:1 where it was 3:2.

    They are no quantities, so nothing else compares them.
    """
    held = _plain("\n".join((source.whole.folded, source.above.folded)))
    for span in find_labels(said.folded):
        label, place = _plain(span.of(said.folded)), said.back(span)
        compared = any(place.overlap(one) for one in said.counted)
        if compared or not _TELLS.search(label) or _MARK.fullmatch(label):
            continue
        if not _stands(label, held):
            yield Finding(Reason.FIGURE_MISSING, place)


def _plain(text: str) -> str:
    for written, same in _SAME:
        text = text.replace(written, same)
    return text


def _stands(label: str, text: str) -> bool:
    return re.search(rf"(?<![0-9]){re.escape(label)}(?![0-9])", text) is not None
