"""What a sum of money is: turnover is no profit, and tax no output."""

from functools import lru_cache

from index.pattern import lazy_pattern
from index.span import Span

MEASURES = tuple(
    lazy_pattern(words)
    for words in (
        r"产值",
        r"增加值",
        r"利税",
        r"(?<!利)税收|缴税|纳税|税款|交税|税(?=超|达|[0-9])",
        r"净利|利润|盈利|净赚",
        r"毛利",
        r"营收|营业收入|主营收入|总收入|销售|零售|卖|营业额|收入|增收|多收|收益",
        r"成本|费用|支出|花费|开支|花(?=了|掉|去|多少|[0-9])",
        r"投资|出资|投入|资金|经费|拨|造价|捐资|花(?![博园卉生木草鼓])",
        r"负债|债务",
        r"资产(?!负债)",
        r"市值|估值",
        r"存款",
        r"贷款",
        r"罚[金款]",
        r"补[贴偿助]",
        r"捐",
        r"股价|收盘|开盘|均价|单价|每股|售价|价格|[指票房油电水市]导?价|(?<=[股格])报",
    )
)
"""Words by what they say a sum to be; those of one line may stand for each other."""

_BREAK = lazy_pattern(r"[,;:。!?、()]")
_BEFORE = 14  # characters before a figure in which it is said what it is


def of_another_measure(text: str, figure: Span, question: str) -> bool:
    """Say whether the words before a figure make it another measure than the one asked for.

    `净利润` is asked for and the clause has `营业收入9.50亿元`. Where either names none, or both
    one in common, nothing is known.

    Args:
        text: A folded sentence.
        figure: A figure in it.
        question: Folded.
    """
    asked = _named(question)
    if not asked:
        return False
    before = text[max(0, figure.start - _BEFORE) : figure.start]
    told = _named(_BREAK.split(before)[-1])
    return bool(told) and not asked & told


@lru_cache(maxsize=4096)
def _named(text: str) -> frozenset[int]:
    return frozenset(at for at, words in enumerate(MEASURES) if words.search(text))
