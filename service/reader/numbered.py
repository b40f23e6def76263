"""Which of several numbered things a text is about: 第5号渡口, 三号楼, 第二届."""

from collections.abc import Iterator

from index.pattern import lazy_pattern
from service.figures.numeral import read_numeral

_NUMBER = r"(?P<number>[0-9]{1,6}|[一二三四五六七八九十百]{1,6})"
_HARDLY_BEFORE = r"(?<![0-9年月一二三四五六七八九十百])"  # 5月1号线路: a day
_KINDS = "届|期|批次|中学|小学|医院|人民医院|粮库|师|团|机场|航站楼"
_THINGS = "线|楼|井|库|桥|码头|渡口|泊位|矿|机组|台风|文件|公告|院|馆|厂|仓|地块|标段"
_STAGE = r"(?<![上下这那本学周分第])(?P<stage>[一二三四五六七八])期(?![间货限望待刊])"
_MODEL = lazy_pattern(r"(?<![a-z0-9])(?P<letters>[a-z]{1,5})-?(?P<digits>[0-9]{1,4})(?![0-9.%])")
_NUMBERED = lazy_pattern(
    rf"第{_NUMBER}(?:(?P<kind>{_KINDS})|号(?P<named>{_THINGS})?)"
    + rf"|{_HARDLY_BEFORE}(?<!第){_NUMBER.replace('number', 'plain')}号(?P<thing>{_THINGS})"
    + rf"|{_STAGE}"
)


def another_number(asked: str, told: str) -> bool:
    """Say whether a text numbers what is asked about, and only with other numbers.

    `第1号渡口` is asked about and the text has `第5号渡口`: what it says is of another.

    Args:
        asked: The folded question.
        told: The folded text that is to answer it.
    """
    wanted = list(numbered(asked))
    found = set(numbered(told)) if wanted else set()
    kinds = {kind for kind, _ in found}
    return any(kind in kinds and (kind, number) not in found for kind, number in wanted)


def numbered(text: str) -> Iterator[tuple[str, int]]:
    """Yield the kind and number of each numbered thing of a folded text.

    第5号渡口, 5号渡口 and 第五号渡口 are the same; what 第5号 numbers may be left unsaid.
    Stages of a project (二期) and models (N7) are numbered, too.
    """
    yield from ((match["letters"], int(match["digits"])) for match in _MODEL.finditer(text))
    for match in _NUMBERED.finditer(text):
        written = match["number"] or match["plain"] or match["stage"]
        kind = match["kind"] or match["named"] or match["thing"] or "号"
        kind = "阶段" if match["stage"] else kind
        if written.isdecimal():
            yield kind, int(written)
        elif (read := read_numeral(written)) is not None and read.low == read.high:
            yield kind, int(read.low)
