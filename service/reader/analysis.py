"""What a question is about: its expectation, its terms and its time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from index.gazetteer import Gazetteer, place_stem
from index.pattern import lazy_pattern
from index.rarity import Rarity
from index.span import Span
from service.question import Language
from service.reader.expectation import AnswerType, Expectation, expect
from service.reader.likeness import Likeness, Unlike
from service.reader.moment import Moment, find_moments
from service.reader.term import Alternative, Term, TermKind
from service.slots import find_places

_CHINESE = lazy_pattern(r"[\u4e00-\u9fff]+")
_LATIN = lazy_pattern(r"[a-z][a-z0-9+.\-]*[a-z0-9]|[a-z]")
_DIGITS = lazy_pattern(r"\d+(?:[,.]\d+)*%?")
_QUOTED = lazy_pattern(r"[“\"「『《‘]([^”\"」』》’]{2,20})[”\"」』》’]")
_FILLER = lazy_pattern(
    r"请问|请告诉我|告诉我|我想知道|想知道|想问一?下?|问一下|能不能|是不是|是否|能否|可否|会不会|有没有|有无|到底|究竟|大概|大约|具体|一共|总共|总计|合计|共计|"
    r"其中|目前|截至|截止|当时|现在|分别|以及|还有|关于|根据|按照|对于|这个|那个|这些|那些|该|它们?|他们?|她们?|咱们?|我们?|"
    r"是什么|有什么|为什么|什么|怎么样?|如何|哪些|哪个|多少|几个|几|吗|呢|吧|啊|呀|嘛|么|"
    r"的|了|在|是|和|与|及|或|给|向|为|被|把|将|从|到|于|由|等|对|让|使|因|所|之|其|这|那|有|就|也|都|还|又|很|最|"
    r"时候|一下|左右|以上|以下|之间|里面?|中|内|上|下"
)
_KEEP_WHOLE = lazy_pattern(
    r"上海|上虞|中国|中心|对口|对接|向阳|和平|有机|有限|所有|还款|上线|上市|上门|下降|下达|下乡|在线|中学|"
    r"从业|到位|到账|内蒙古|对象|对外|就业|成就|让利|使用|因素|场所|之江|其他|有效|国有|地下|中央|中部|中药|中标|集中|中型|"
    r"线上|线下|以上|上半年|下半年|上级|向上|上升|上年|提上|为民|作为|行为|成为|认为|最低|最高|最大|最多|还原|归还|平等|等级|高等|"
    r"内容|市内|国内|内部|县内|区内|由于|自由|理由|被子|将军|从事|服从|直到|达到|得到|收到|位于|关于|对比|面对|针对|结对|中医"
)


@dataclass(frozen=True, slots=True)
class Analysis:
    """A question taken apart; all text is folded.

    Attributes:
        text: The folded question.
        language: The asker's.
        expectation: The kind of answer asked for.
        terms: What the passage must speak of.
        moments: Dates that the question names.
        head_terms: The terms for what is counted: 企业 in 多少家企业.
        focus: The terms right around the question word: what is asked of the subject.
        said: The figures of the conversation's last answer, as they were written, folded:
            whoever asks on wants another.
        likeness: How like the question a folded text is, in [-1, 1].
    """

    text: str
    language: Language
    expectation: Expectation
    terms: tuple[Term, ...]
    moments: tuple[Moment, ...]
    head_terms: tuple[Term, ...] = ()
    focus: tuple[Term, ...] = ()
    said: frozenset[str] = frozenset()
    likeness: Likeness = field(default_factory=Unlike, compare=False)

    @property
    def weight(self) -> float:
        """The summed weight of all terms."""
        return sum(term.weight for term in self.terms)


_FOCUS = 8  # characters before the question word


def analyse(question: str, *, gazetteer: Gazetteer, rarity: Rarity) -> Analysis:
    """Take a folded Chinese question apart."""
    question = _asking(_formal(question))
    expectation = expect(question)
    moments = tuple(find_moments(question))
    free = _blank(question, [expectation.phrase, *(m.span for m in moments)])
    terms = [*_quoted(free), *_places(free, rarity, gazetteer)]
    free = _blank(free, _where(free, terms))
    terms += [*_latin(free), *_numbers(free), *_words(free, rarity), *_lone_head(expectation)]
    head = expectation.head if expectation.kind is AnswerType.FIGURE else ""
    phrase = expectation.phrase
    around = question[max(0, phrase.start - _FOCUS) : phrase.start] + " " + expectation.head
    return Analysis(
        question,
        Language.SIMPLIFIED,
        expectation,
        unique(terms),
        moments,
        tuple(term for term in unique(terms) if term.label in head),
        tuple(t for t in unique(terms) if t.kind is not TermKind.PLACE and t.label in around),
    )


def _formal(question: str) -> str:
    """Return a question with the colloquial question words as they are written in print."""
    for spoken, written in _SPOKEN:
        question = question.replace(spoken, written)
    return question


_SPOKEN = (
    ("为啥", "为什么"),
    ("啥", "什么"),
    ("咋样", "怎么样"),
    ("咋", "怎么"),
    ("多会儿", "什么时候"),
    ("哪块儿", "哪里"),
)


def _asking(question: str) -> str:
    """Return a question without who asks and without what is said after it: thanks, wishes.

    Nothing of them stands in an answer's sentence, and whoever reads the last characters of
    a long question would read only them.
    """
    bare = _GREETING.sub("", question) or question
    parts = _SENTENCE.findall(bare)
    asking = [place for place, part in enumerate(parts) if expect(part).phrase]
    return "".join(parts[: asking[-1] + 1]) if asking else bare


_SENTENCE = lazy_pattern(r"[^。!?;\n]*[。!?;\n]|[^。!?;\n]+$")
_GREETING = lazy_pattern(  # 问 alone begins words: 问题, 问界
    r"^(?:[您你](?:们)?好|老师好|大家好)?[,。!\s]*(?:(?:我们?是[^,。!?;]{0,40}[,。])?"
    r"(?:请问|(?:我?想|麻烦|劳驾)(?:请教|咨询|问)一?下?|(?:请教|咨询|问)一下)"
    r"(?:[您你]们?|各位|大家)?[,:]?\s*)?"
)


def _blank(text: str, spans: Iterable[Span]) -> str:
    for span in spans:
        text = text[: span.start] + " " * len(span) + text[span.end :]
    return text


def _where(text: str, terms: Sequence[Term]) -> list[Span]:
    spans = []
    for term in terms:
        start = text.find(term.label)
        if start >= 0:
            spans.append(Span(start, start + len(term.label)))
    return spans


def _quoted(text: str) -> list[Term]:
    return [
        Term(found, (Alternative(found),), 2.0, TermKind.NAME) for found in _QUOTED.findall(text)
    ]


def _places(text: str, rarity: Rarity, gazetteer: Gazetteer) -> list[Term]:
    """Make a term of each place; its name without rank will do, as pages write both."""
    terms = []
    for span in find_places(text):
        known = [inner.shift(span.start) for inner in gazetteer.find(span.of(text))]
        for place in known or [span]:
            if not _by_chance(text, place, rarity, ranked=place.end < span.end):
                name = place.of(text)
                ways = _ways(place_stem(name), listed=bool(known))
                terms.append(Term(name, ways, 1.5, TermKind.PLACE))
    return terms


def _ways(stem: str, *, listed: bool) -> tuple[Alternative, ...]:
    """Return how a place may be written; the end of what is only shaped like one will do.

    去松岭雪村 is 松岭雪村: where such a name begins cannot be told.
    """
    ends = range(1 if listed else max(1, len(stem) - 1))
    return tuple(Alternative(stem[at:]) for at in ends)


def _by_chance(text: str, place: Span, rarity: Rarity, *, ranked: bool) -> bool:
    """Say whether characters of two words make a place by chance: 道里 in 报道里.

    A name that its rank follows, or that begins a phrase, is no end of another word, and
    what it makes with the next character is chance: 州人 in 邓州人口.
    """
    if text[place.end - 1 : place.end + 1] == "乡村":
        return True
    name = place.of(text)
    before = text[max(0, place.start - 1) : place.start + 1]
    begins = len(before) < len(name) or not _CHINESE.match(before)
    beside = [before] if ranked or begins else [before, text[place.end - 1 : place.end + 1]]
    words = [pair for pair in beside if len(pair) == len(name) and not _FILLER.search(pair)]
    common = min(map(rarity.weight, words), default=1.0)
    return len(name) == len("道里") and common < rarity.weight(name) - _CHANCE


_CHANCE = 0.2


def _lone_head(expectation: Expectation) -> list[Term]:
    """Make a term of a thing counted that is one character: 鸡 in 养多少只鸡."""
    head = expectation.head
    if expectation.kind is not AnswerType.FIGURE or len(head) != 1 or head in "万亿元个":
        return []
    return [Term(head, (Alternative(head),), _LONE, TermKind.WORD)]


_LONE = 0.4


def _latin(text: str) -> list[Term]:
    return [
        Term(word, _alternatives(word), 1.5, TermKind.NAME)
        for word in _LATIN.findall(text)
        if len(word) > 1
    ]


def _alternatives(word: str) -> tuple[Alternative, ...]:
    known = _IN_CHINESE.get(word)
    return (Alternative(word), Alternative(known)) if known else (Alternative(word),)


_IN_CHINESE = {
    "ai": "人工智能",
    "cpi": "居民消费价格",
    "gdp": "生产总值",
    "led": "发光二极管",
    "pmi": "采购经理指数",
    "ppi": "出厂价格",
    "ppp": "社会资本合作",
    "vr": "虚拟现实",
}
"""What pages in Chinese call the abbreviations that askers write."""


def _numbers(text: str) -> list[Term]:
    return [
        Term(number, (Alternative(number),), 1.0, TermKind.NUMBER)
        for number in _DIGITS.findall(text)
    ]


def _words(text: str, rarity: Rarity) -> list[Term]:
    """Make terms of neighbouring characters, weighed by how rare they are in news.

    Where a rare pair borders on a common one it is the seam between two words (`园资` in
    产业园资金, `苍产` in 旺苍产业), not a word.
    """
    terms: list[Term] = []
    for chunk in _content_chunks(text):
        weights = [rarity.weight(chunk[i : i + 2]) for i in range(len(chunk) - 1)]
        for i, weight in enumerate(weights):
            if not _is_seam(weights, i):
                pair = chunk[i : i + 2]
                kind = TermKind.NAME if weight >= _NAME_RARITY else TermKind.WORD
                terms.append(Term(pair, (Alternative(pair),), 0.15 + weight, kind))
    return terms


_NAME_RARITY = 0.8
_RARE, _COMMON = 0.7, 0.62


def _is_seam(weights: Sequence[float], place: int) -> bool:
    beside = [weights[i] for i in (place - 1, place + 1) if 0 <= i < len(weights)]
    return weights[place] > _RARE and min(beside, default=1.0) < _COMMON


def _content_chunks(text: str) -> list[str]:
    """Split a question at filler words, keeping words that only contain one."""
    kept = _KEEP_WHOLE.sub(lambda match: match.group().translate(_HIDE), text)
    bare = _FILLER.sub(" ", kept).translate(_SHOW)
    return [chunk for chunk in _CHINESE.findall(bare) if len(chunk) > 1]


_FIRST_HIDDEN = 0xF0000  # a plane of private characters, which folded text does not hold
_HIDE = {code: code - 0x4E00 + _FIRST_HIDDEN for code in range(0x4E00, 0xA000)}
_SHOW = {hidden: shown for shown, hidden in _HIDE.items()}


def unique(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return the terms, the first of each label."""
    by_label: dict[str, Term] = {}
    for term in terms:
        by_label.setdefault(term.label, term)
    return tuple(by_label.values())
