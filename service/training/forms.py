"""The form of a question, by the kind of its answer.

Each form puts the words that ask where the answer stood, or moves them to an end as speech
does, and may leave out the unit.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.training.blank import Blank, BlankKind

_TAIL = re.compile(
    r"(?:达到?了?|为|是|约为?|超过?|突破|近|共有?|有|逾|至|到|仅|约|高达|总计|合计|多达|不到|不足|"
    r"最高|最多|[了的在于自从由被把将和与及、,:])+$"
)
_VERB_TAIL = re.compile(r"(?:在|于|自|从|到|至|截至|截止)$")


@dataclass(frozen=True, slots=True)
class Ask:
    """A clause cut down: what stands before and behind the answer, and whom it is about."""

    blank: Blank
    about: list[str]
    left: list[str]
    right: list[str]


def _text(words: Sequence[str]) -> str:
    out = ""
    for word in words:
        gap = (
            out[-1:].isascii() and out[-1:].isalnum() and word[:1].isascii() and word[:1].isalnum()
        )
        out += (" " if gap else "") + word
    return out.strip()


def _sides(ask: Ask) -> tuple[str, str]:
    about, left = _text(ask.about), _text(ask.left)
    if about and left.startswith(about):
        about = ""
    return about + left, _text(ask.right)


_UNIT = re.compile(r"[^\d.,二两三四五六七八九十百千万亿余多]+$")
_MONEY = re.compile(r"元|欧元|英镑|人民币")


def _figure(ask: Ask, rng: random.Random) -> str:
    left, right = _sides(ask)
    unit = (_UNIT.search(ask.blank.text) or [""])[0]
    large = re.search(r"[万亿]+", ask.blank.text)
    if _MONEY.search(unit):
        words = ["多少钱", f"多少{unit}", "多少" + (large[0] if large else "") + unit, "多少资金"]
        wh = rng.choices(words, (3, 3, 4, 1 if right else 0))[0]
    elif unit in ("岁",):
        wh = rng.choice(("多大", "多少岁", "几岁"))
    elif unit:
        wh = rng.choices(
            (f"多少{unit}", f"几{unit}", "多少"), (6, 1.5 if unit in "家个人项条名座" else 0, 2.5)
        )[0]
    else:
        wh = "多少"
    if right:
        short = rng.random() < 0.25 and re.match(r"[\u4e00-\u9fff]{2,}", right)
        return left + (("多少" if short else wh) + right)
    trunk = _TAIL.sub("", left)
    ended = trunk != left
    if ended or rng.random() < 0.3:
        ways = (
            f"{trunk}是多少",
            f"{trunk}有多少",
            f"{trunk}达到了{wh}",
            f"{trunk}是{wh}",
            f"{trunk}有{wh}",
            f"{trunk}达{wh}",
        )
        if ended:
            return rng.choice(ways)
    return left + wh


def _percent(ask: Ask, rng: random.Random) -> str:
    left, right = _sides(ask)
    if right:
        return left + rng.choice(("多少", "百分之多少")) + right
    if re.search(r"(?:增长|下降|上升|提高|上涨|下跌|增加|减少|降低)了?$", left):
        return left.removesuffix("了") + rng.choice(
            ("多少", "了多少", "百分之多少", "了百分之多少", "的幅度是多少")
        )
    trunk = _TAIL.sub("", left)
    if trunk.endswith(("占比", "比例", "率", "增速", "比重", "增幅")):
        return trunk + rng.choice(("是多少", "是百分之多少", "有多少", "达到多少", "多少"))
    return left + rng.choice(("多少", "百分之多少"))


def _date(ask: Ask, rng: random.Random) -> str:
    left, right = _sides(ask)
    text = ask.blank.text
    words = ["什么时候", "什么时候", "何时", "什么时间"]
    if re.fullmatch(r"(?:19|20)\d\d年|[今去明前]年", text):
        words += ["哪一年", "哪一年", "哪年"]
    elif text.endswith("日"):
        words += ["哪天", "哪一天", "几月几日", "几号"]
    elif text.endswith(("月", "月份")):
        words += ["几月", "哪个月"]
    elif re.search(r"[时点分:]", text):
        words += ["几点"]
    wh = rng.choice(words)
    left = _VERB_TAIL.sub("", left) if rng.random() < 0.8 else left
    if rng.random() < 0.25 and len(left + right) > 6:
        return (
            left
            + right
            + rng.choice(
                (
                    "是什么时候",
                    "是在什么时候",
                    "的时间是什么时候",
                    "是哪天"
                    if text.endswith("日")
                    else "是哪一年"
                    if text.endswith("年")
                    else "是何时",
                )
            )
        )
    return left + wh + right


def _duration(ask: Ask, rng: random.Random) -> str:
    left, right = _sides(ask)
    unit = re.sub(r"^[\d一二两三四五六七八九十百千半多余.,]+", "", ask.blank.text) or "年"
    wh = rng.choice(("多久", "多长时间", "多少" + unit, "几" + unit, "多长时间"))
    return left + wh + right


def _person(ask: Ask, rng: random.Random) -> str:
    left, right = _sides(ask)
    office = re.search(
        r"([\u4e00-\u9fff]{2,8}(?:长|主任|经理|教授|书记|总裁|总统|主席|代表|创始人|专家|医生|总监|导演|院士))$",
        left,
    )
    said = re.match(r"(?:说|表示|介绍|告诉|认为|指出|称|强调)", right)
    if office and (said or rng.random() < 0.5):
        return left + rng.choice(("是谁", "叫什么名字", "是谁", "是哪位", "的名字是什么"))
    if not left:
        return rng.choice(("谁", "谁", "哪位", "是谁")) + right
    if not right:
        return left + "谁"
    if rng.random() < 0.3:
        return left + right + rng.choice(("的是谁", "的人是谁", "的人叫什么"))
    return left + "谁" + right


def _place(ask: Ask, rng: random.Random) -> str:
    left, right = _sides(ask)
    text = ask.blank.text
    words = ["哪里", "哪里", "什么地方", "哪", "哪个地方"]
    if text.endswith("省"):
        words = ["哪个省", "哪里", "哪个省份"]
    elif text.endswith(("市", "县", "区")) and len(text) < 6:
        words = [f"哪个{text[-1]}", "哪里", "什么地方", "哪个地方"]
    elif text.endswith("国"):
        words = ["哪个国家", "哪国"]
    wh = rng.choice(words)
    if left.endswith(("在", "位于", "于", "坐落于")) and right and rng.random() < 0.3:
        return (
            re.sub(r"(?:位于|坐落于|在|于)$", "", left)
            + right
            + rng.choice(("是在哪里", "在哪里", "的地点在哪里", "在什么地方"))
        )
    if re.match(r"[\u4e00-\u9fff]", right) and not left.endswith(
        ("在", "于", "到", "从", "向", "赴", "至", "自")
    ):
        wh = rng.choice(("哪里", "哪个地方", "哪里的")) if not left else wh
    return left + wh + right


_BODIES = (
    ("公司|集团|科技|股份|证券", ("哪家公司", "哪家企业", "什么公司", "哪个公司")),
    ("银行", ("哪家银行", "什么银行")),
    ("大学|学院|中学|小学|学校", ("哪所学校", "什么学校", "哪个学校")),
    ("医院", ("哪家医院", "什么医院")),
    ("局|部|厅|委|办公室|委员会|部门|政府", ("哪个部门", "什么部门", "哪个单位")),
)


def _organisation(ask: Ask, rng: random.Random) -> str:
    left, right = _sides(ask)
    words: tuple[str, ...] = ("哪个机构", "什么机构", "什么单位", "哪个单位", "谁")
    for ending, options in _BODIES:
        if re.search(rf"(?:{ending})$", ask.blank.text):
            words = options
    if ask.blank.text.endswith("大学"):
        words = ("哪所大学", "哪个大学", "哪所高校")
    wh = rng.choice(words)
    if not left and right and rng.random() < 0.3:
        return right + rng.choice((f"的是{wh}", "的是谁"))
    return left + wh + right


def _title(ask: Ask, rng: random.Random) -> str:
    left, right = _sides(ask)
    text = ask.blank.text
    wh = rng.choice(("什么", "哪部作品", "什么作品"))
    if re.search(r"法》|条例》|规定》|办法》", text):
        wh = rng.choice(("什么法规", "哪部法规", "什么规定", "什么文件", "哪部法律"))
    elif re.search(
        r"通知》|意见》|方案》|规划》|计划》|报告》|公告》|规范》|指南》|书》|协议》", text
    ):
        wh = rng.choice(("什么文件", "什么", "哪份文件", "哪个文件"))
    elif re.search(r"报》|刊》|时报|新闻", text):
        wh = rng.choice(("哪家媒体", "什么报纸", "哪份报纸"))
    return left + wh + right


def _name(ask: Ask, rng: random.Random) -> str:
    left, right = _sides(ask)
    if not right and re.search(r"(?:名为|叫做?|称为|命名为|取名|名叫)$", left):
        return (
            left.removesuffix("名为") + "叫什么"
            if left.endswith("名为")
            else left + rng.choice(("什么", "什么名字"))
        )
    return left + "什么" + right


def _term(ask: Ask, rng: random.Random) -> str:
    left, right = _sides(ask)
    if right:
        return left + "什么" + right
    if left.endswith(("是", "为", "成为")):
        return left + "什么"
    return (
        left
        + rng.choices(("什么", "了什么", "哪些东西"), (8, 0 if left.endswith("了") else 1, 0.3))[0]
    )


def _reason(ask: Ask, rng: random.Random) -> str:
    left, right = _sides(ask)
    bare = re.sub(r"(?:可能|主要|也|都|正)*是?(?:由于|因为|因|为了|旨在|以便)?$", "", left)
    if not right:
        aim = re.search(r"(?:为了|旨在|以便)$", left)
        return bare + rng.choice(
            ("是为了什么", "的目的是什么") if aim else ("是因为什么", "的原因是什么")
        )
    left = bare
    body = left + re.sub(r"^而", "", right)
    return rng.choice(
        (
            f"为什么{body}",
            f"{body}的原因是什么",
            f"{body}是因为什么",
            f"{left}为什么{right}",
            f"{left}为何{right}",
            f"{body}是为什么",
        )
    )


def _list(ask: Ask, rng: random.Random) -> str:
    left, _ = _sides(ask)
    trunk = re.sub(
        r"(?:主要)?(?:包括|分别是|分别为|包含|涵盖|涉及|例如|比如|主要有|有)了?:?$", "", left
    )
    trunk = re.sub(r"主要$", "", trunk)
    verb = left[len(trunk) :].replace("例如", "有").replace("比如", "有").strip(":") or "有"
    return trunk + rng.choice((verb + "哪些", "有哪些", verb + "什么", "包括哪些", "都有什么"))


def _statement(ask: Ask, rng: random.Random) -> str:
    left, topic = _sides(ask)
    left = re.sub(
        r"(?:对此|均|都|也|还|则)(?=表示|认为|指出|称|强调|透露|坦言|提醒|建议|要求|说)", "", left
    )
    if re.search(
        r"(?:报道|消息|中|文件|公告|据.*|网友)(?:称|表示|指出|认为)?$|时(?:称|表示|说)$", left
    ):
        return ""
    if len(topic) > 1 and topic not in left and rng.random() < 0.7:
        speaker = re.sub(r"(?:表示|认为|指出|称|强调|透露|坦言|说)$", "", left)
        return speaker + rng.choice((f"对{topic}怎么看", f"怎么看{topic}", f"怎么说{topic}"))
    trunk = re.sub(r"(?:表示|认为|指出|称|强调|透露|坦言|提醒|建议|要求|说)$", "", left)
    verb = left[len(trunk) :] or "表示"
    return trunk + rng.choice(
        (
            f"{verb}什么",
            f"{verb}了什么" if verb != "认为" else "怎么看",
            "怎么说",
            "怎么看" if verb in ("认为", "表示") else f"{verb}什么",
            "说了什么",
        )
    )


FORMS: dict[BlankKind, Callable[[Ask, random.Random], str]] = {
    BlankKind.FIGURE: _figure,
    BlankKind.PERCENT: _percent,
    BlankKind.DATE: _date,
    BlankKind.DURATION: _duration,
    BlankKind.PERSON: _person,
    BlankKind.PLACE: _place,
    BlankKind.ORGANISATION: _organisation,
    BlankKind.TITLE: _title,
    BlankKind.NAME: _name,
    BlankKind.TERM: _term,
    BlankKind.REASON: _reason,
    BlankKind.LIST: _list,
    BlankKind.STATEMENT: _statement,
}
