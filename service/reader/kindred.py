"""A bridge, a bank, a school that a question names, and another of its kind in its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.rarity import weight
from index.span import Span

_KINDS = (
    "特?大桥|立交桥|桥|隧道|水库|水电站|电站|电厂|公园|医院|卫生院|小学|中学|大学|学院|学校|幼儿园|银行|"
    "保险|证券|公司|集团|酒店|宾馆|饭店|机场|码头|火车站|高铁站|车站|高速公路|高速|铁路|公路|大道|"
    "广场|商场|市场|超市|博物馆|图书馆|体育馆|体育场|纪念馆|文化馆|美术馆|科技馆|剧院|景区|古镇|古城|"
    "小区|花园|家园|新城|合作社|基金会|协会|商会|研究院|研究所|实验室|产业园|工业园|科技园|"
    "[土塔钟鼓古]?楼|[宝古]?塔|寺|[庙宗]?祠|卡|"
    "日报|晚报|电视台|俱乐部|渡槽|灌区|泵站|污水处理厂|养老院|敬老院|福利院|法院|检察院|派出所"
)
_NAMED = lazy_pattern(rf"(?P<head>[一-鿿]{{2}})(?P<kind>{_KINDS})")
_NO_NAME = lazy_pattern(
    r".*[的了在是和与及或给向为被把将从到于由等对让使因所之其这那有就也都还又几多少哪各该此每座家所个条某去来]|"
    r"[一二三四五六七八九十百两0-9].|.[省市县区镇乡村州]|什么|跨[江海河]|过[江河]|市[级立]|[省县国]级"
)
_OWN = 0.5  # weight of a pair of characters from which it is what something is called
_OTHER = 0.4  # the same where the text has it before the kind
_BESIDE = 7  # characters on either side of a figure that say what it counts
_QUESTIONS = 64  # of which is remembered what they name
_SUBJECT = 12  # characters from the sentence's start within which its subject is named


@dataclass(frozen=True, slots=True)
class Told:
    """What a passage tells, folded.

    Attributes:
        sentence: What is to answer.
        around: The passage up to it, with title and headings.
        article: The whole document.
    """

    sentence: str
    around: str
    article: str


def another_of_its_kind(question: str, told: Told) -> bool:
    """Say whether a sentence is about another of the kind than the one that a question names.

    `西风大桥` is asked about and the sentence has `东风大桥`. The document must not name the
    first at all, or must begin the sentence with the second and not have the first before it.

    Args:
        question: Folded.
        told: Where the answer was found.
    """
    return any(_is_other(*one, question, told) for one in _asked(question))


def counts_its_kin(text: str, figure: Span, question: str) -> bool:
    """Say whether a figure counts or measures another of the kind that a question names.

    `覆盖多少座万达广场` is asked and the clause has `96座吾悦广场`.

    Args:
        text: A folded sentence.
        figure: A figure in it.
        question: Folded.
    """
    beside = text[max(0, figure.start - _BESIDE) : figure.end + _BESIDE]
    return any(
        head not in text and any(True for _ in _others(beside, kind, question))
        for head, kind in _asked(question)
    )


@lru_cache(maxsize=_QUESTIONS)
def _asked(question: str) -> tuple[tuple[str, str], ...]:
    """Return what a question names with its kind: 西风 and 大桥."""
    places = Gazetteer.load().names  # whether a passage is about a place is told elsewhere
    return tuple(
        (match["head"], match["kind"])
        for match in _NAMED.finditer(question)
        if _is_called(match["head"], _OWN) and match["head"] not in places
    )


def _others(text: str, kind: str, question: str) -> Iterator[int]:
    """Yield where a text names another of the kind, by a name that the question has not."""
    for match in _NAMED.finditer(text):
        alike = match["kind"][-1] == kind[-1] and match["head"] not in question
        if alike and _is_called(match["head"], _OTHER):
            yield match.start()


def _is_called(head: str, least: float) -> bool:
    return not _NO_NAME.match(head) and weight(head) >= least


def _is_other(head: str, kind: str, question: str, told: Told) -> bool:
    if head in told.sentence:
        return False
    first = next(_others(told.sentence, kind, question), None)
    if first is None:
        return False
    return head not in told.article or (first < _SUBJECT and head not in told.around)
