"""Names of Chinese provinces, cities and counties."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from index.span import Span

_PEOPLES = (
    "各族|壮族|满族|回族|苗族|侗族|瑶族|彝族|藏族|羌族|畲族|黎族|水族|傣族|佤族|白族|怒族|"
    "土家族|布依族|朝鲜族|蒙古族|蒙古|哈萨克族|哈萨克|维吾尔族|维吾尔|哈尼族|傈僳族|拉祜族|"
    "纳西族|景颇族|仡佬族|毛南族|仫佬族|独龙族|普米族|布朗族|达斡尔族|鄂温克族|鄂伦春|"
    "锡伯族|锡伯|裕固族|撒拉族|东乡族|保安族|塔吉克|柯尔克孜|土族"
)
_RANK = "特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|新区|矿区|省|市|县|区|州|盟|旗"
_SUFFIX = re.compile(rf"^(.{{2,}}?)(?:{_PEOPLES})*(?:{_RANK})$")
_ORDINARY = frozenset(
    "县 市 县级 市辖 市辖区 城区 郊区 新城 市中 东区 西区 市区 矿区 东市 西市 南市 北市".split()
)
_EDITIONS = (2002, None)  # before and after most county seats became cities; None is the newest


def place_stem(name: str) -> str:
    """Return a place's name without its rank: `旺苍县` → `旺苍`, `景宁畲族自治县` → `景宁`.

    One-character names keep their rank (`忠县`): alone they are ordinary words.
    """
    match = _SUFFIX.match(name)
    return match.group(1) if match else name


@dataclass(frozen=True)
class Gazetteer:
    """A set of place names that can be found in running text (Simplified)."""

    names: frozenset[str]

    @classmethod
    @cache
    def load(cls) -> "Gazetteer":
        """Read China's administrative divisions (GB/T 2260), old names and new; once."""
        from gb2260 import data

        full = {name for edition in _EDITIONS for name in data.data[edition].values()}
        stems = {place_stem(name) for name in full}
        return cls(frozenset((full | stems) - _ORDINARY))

    @classmethod
    def of(cls, names: Iterable[str]) -> "Gazetteer":
        """Make a gazetteer of the names given, for tests and own lists."""
        return cls(frozenset(names))

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """Lengths of the names that begin with the same two characters, longest first."""
        lengths: dict[str, set[int]] = {}
        for name in self.names:
            if len(name) > 1:
                lengths.setdefault(name[:2], set()).add(len(name))
        return {head: sorted(known, reverse=True) for head, known in lengths.items()}

    def ranks(self, name: str) -> frozenset[str]:
        """Return the ranks that a name without one is known with: `旺苍` → `{"县"}`."""
        return frozenset(self._ranks.get(name, ()))

    @cached_property
    def _ranks(self) -> dict[str, set[str]]:
        ranks: dict[str, set[str]] = {}
        for name in self.names:
            if (stem := place_stem(name)) != name:
                ranks.setdefault(stem, set()).add(name[-1])
        return ranks

    def find(self, text: str) -> list[Span]:
        """Return where place names stand in folded text, longest match first, left to right."""
        found: list[Span] = []
        lengths = self._lengths
        free = 0
        for start in range(len(text) - 1):
            known = lengths.get(text[start : start + 2])
            if known and start >= free and (end := self._match(text, start, known)):
                found.append(Span(start, end))
                free = end
        return found

    def _match(self, text: str, start: int, lengths: Iterable[int]) -> int:
        for length in lengths:
            name = text[start : start + length]
            if len(name) == length and name in self.names:
                return start + length
        return 0
