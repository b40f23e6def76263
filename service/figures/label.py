"""Names, numbers of things and marks that look like quantities and are none."""

import re

from index.pattern import lazy_pattern
from index.span import Span
from service.figures.measure import read_unit

_HAN_NAMES = (
    r"十[一二三四五六七]五(?![岁个人名天斤亩万千百])|"
    r"双十[一二]|双[0-9]{2}(?![0-9年月])|五一(?!路)|六一(?=儿|节)|七一(?=勋|讲|表|前)|八一(?=建|电|南|制|勋)|十一(?=黄金|假期|长假|国庆)|"
    r"九一八|一二九|七七事变|三八(?=妇|节|红|线)|五四(?=运|青|精|时)|"
    r"一带一路|三峡|三农|三角(?!形)|三星|三亚|三明|三门峡|三门县|三台县|三里屯|三元桥|三元里|三元食品|三元区|"
    r"五台山|五台县|五角大楼|五星红旗|五粮液|五家渠|五棵松|六盘水|六安|六枝|七台河|七匹狼|七里河|八达岭|八里庄|八里桥|"
    r"九台(?=区|市|农)|九寨沟|九江|九龙|九华山|九州|九号公司|九阳|十堰|十里(?=堡|河|铺|八|长)|十方|百度|百姓|百货|百科|百花|百合|百色|"
    r"百家(?=号|姓|争|讲)|百年(?=人寿|未有|大计|老店|奋斗|名校|孤独|变局|育才)|千岛湖|千万(?=别|不|要|记)|千家万户|千古|千里马|万里长城|"
    r"万科|万达|万能|万一|万全|万年(?=历|县|青)|万事|万象|万人迷|万分(?!之)|三百六十行|万众|万向|万华|万豪|万州|万宁|万盛|亿纬锂能|亿达|亿利|"
    r"四川|四大名著|四面|四周|四季|四处|四肢|四届六中|五环|二环|三环|四环|六环|二手|二维码|二维|三维|一线(?!城)|二线(?!城)|三线(?!城)|"
    r"三只松鼠|三棵树|三国(?=演义|志|时期|杀|时代)|三个代表|两个一百年|两个维护|四个意识|四个自信|四个全面|两个确立|三品一械|三公|三资|"
    r"八项规定|四风|三严三实|两学一做|五位一体|一体|一路|一起(?!案|事|交|因|刑|典|诉|严|重|恶|火|车|爆|凶)|一样|一般|一点(?!五|[0-9])|一定|一直|一些|一切|一旦|"
    r"一时|一度|一道|一次性|一部分|一方面|一方|一口气|一体化|一把手|一手|一经|一向|一味|一律|一致|一同|一并|一心|一边|一面(?!墙|旗|锦|镜)|"
    r"一系列|一年一度|一家人|一会|一生|一下|一则(?!消|新|视|公|通|广|微|短|声)|一行|一来|一连|一共|一度|一带|一代|一刻|"
    r"一举|一贯|一句话|一步(?!到|步)|进一步|第一时间|唯一|统一|(?<!分)之一|万元户|四合院|三轮车|两轮车|四轮|三轮(?=车)|"
    r"十分(?!钟|之|[零一二三四五六七八九])|七夕|九九重阳|三甲医|三甲(?=[^组])|二甲|三伏|三九|数九|四书|五经|八卦|八仙|八股|三纲|五常|五行|"
    r"五官|六神|七上八下|乱七八糟|三心二意|三三两两|四通八达|五花八门|千方百计|千变万化|千千万万|成千上万|万水千山|一五一十|百分百|"
    r"零部|零售|零食|零星|零距离|零碎|零件|零钱|零点(?!五|[0-9])|百般|百倍信心|百忙|千百|两岸|两会|两者|两手|两级|两侧|两旁|两边|两端|两翼|两用|两性|(?<=第)三方|"
    r"三分球|两分球|三分线|三双|两双|双一流|三大件|一品|一卡通|一体机|一号(?=文件|工程|位)|三号(?=文件)"
)
_DIGIT_NAMES = (
    r"(?<![0-9])(?<![0-9][.,])(?:58(?=同城|企服|到家|集团)|360(?=公司|集团|安全|手机|搜索|数科|金融|杀毒|软件|儿童)|51(?=信用卡|社保|talk)|"
    r"985(?=高校|工程|大学|院校|名校|毕业|硕士|[、/和]211)|211(?=工程|高校|大学|院校|名校|毕业)|"
    r"996(?=工作|加班|制|文化)|007(?=系列|电影|特工|”)|618(?=大促|购物|期间|年中|电商|活动|促销|预售|”)|"
    r"315(?=晚会|活动)|3·15|9·11|9·18|12·9|9\.11(?=事件|恐)|3\.15(?=晚会|消费)|"
    r"[0-9]{3,5}(?=(?:热线|报警|急救|客服|服务热线|监督电话|举报电话|火警|消费者|应急|政务服务|市民服务|市民热线))|"
    r"[0-9]0后|(?<=报警)110|(?<=标普)[0-9]{3}|(?<=中证)[0-9]{3,4}|(?<=沪深)300|(?<=上证)[0-9]{2,3}|(?<=科创)[0-9]{2,3}|(?:110|119|120|122)(?=指令|指挥|接警|接处|民警|中心|平台|联动)|(?<=拨打)[0-9]{3,5}|(?<=热线)[0-9]{4,6}|(?<=[(·])[0-9]{6}(?=[).])|[0-9]{6}(?=\.S[HZ])|"
    r"[0-9]{3,4}-[0-9]{7,8}|"
    r"(?<![¥$€£])1[3-9][0-9]{9}(?![0-9]| ?[元美港欧日韩])|400-[0-9]{3}-?[0-9]{4}|7[3478]7(?=客机|"
    r"飞机|机型|MAX|系列|-[0-9]))(?![0-9.])"
)
_SCORE = (
    r"(?<![0-9:.\-])[0-9]{1,7}(?:比|:(?![0-5][0-9](?![0-9])))[0-9]{1,3}(?![0-9:.]|%)|"
    r"(?<![0-9.])[0-9]{1,5}(?:[×x*][0-9]{1,5}){1,2}(?![0-9])"
)
_SPELLED_SCORE = r"[一二三四五六七八九十零两]{1,3}比[一二三四五六七八九十零两]{1,3}(?![一-龥]?例)"
_VERSION = r"(?<![0-9])[0-9]+(?:\.[0-9]+){2,}|(?<![0-9])[0-9]+(?:-[0-9]+){2,}"
_ITEM = (
    r"(?:(?<=[\n。;!? ])|^)[0-9]{1,2}[.、](?=[^0-9 ])|"
    r"(?:(?<=[\n。;:,、!? ])|^)\([0-9一二三四五六七八九十]{1,2}\)"  # but 王伟(36)
)
_KNOCKOUT = r"1/(?:2|4|8|16|32|64)(?=决赛|准)"
_WHOLE = r"(?<![0-9零一二三四五六七八九十百千万亿两])"  # 万一 of 八十五万一千 is no name
_FIRST = r"(?=[0-9(一二三四五六七八九十百千万亿零两双唯统进之乱成])"  # spares the rest its trials
_NAMES = lazy_pattern(
    _FIRST
    + "(?:"
    + "|".join(
        (
            _KNOCKOUT,
            _ITEM,
            _VERSION,
            _DIGIT_NAMES,
            _SCORE,
            _SPELLED_SCORE,
            _WHOLE + f"(?:{_HAN_NAMES})",
        )
    )
    + ")"
)

_ALPHANUMERIC = lazy_pattern(r"[A-Za-z0-9]+(?:[-._/&][A-Za-z0-9]+)*\+?")
_MEASURE_NAMED = lazy_pattern(r"[A-Z]{2,}[0-9]+(?:\.[0-9]+)?")  # GDP8.6万亿元
_HYPHENED = lazy_pattern(r"[0-9]+(?:\.[0-9]+)?-(?P<unit>[a-z]{2,})")  # 26-kilometre
_QUANTITY = lazy_pattern(
    r"(?:RMB|CNY|USD|HKD|TWD|NTD|EUR)?[0-9]+(?:\.[0-9]+)?(?:-[0-9]+(?:\.[0-9]+)?)?(?P<unit>[A-Za-z/]*)"
)


def find_labels(text: str) -> list[Span]:
    """Return what only looks like a quantity in folded text, left to right.

    Names (十四五, 58企服, 三峡), things with letters (5G, A-15, COVID-19), versions,
    telephone numbers, scores (3:2) and sizes (1920×1080).
    """
    spans = [Span(*match.span()) for match in _NAMES.finditer(text)]
    spans += [Span(*m.span()) for m in _ALPHANUMERIC.finditer(text) if _is_code(text, m)]
    return _apart(sorted(spans))


def _is_code(text: str, match: re.Match[str]) -> bool:
    run = match[0]
    if not any(c.isdigit() for c in run) or not any(c.isalpha() for c in run):
        return False
    if _MEASURE_NAMED.fullmatch(run) and text[match.end() : match.end() + 1] in ("万", "亿", "%"):
        return False
    if hyphened := _HYPHENED.fullmatch(run):
        return read_unit(text, match.start() + hyphened.start("unit")) is None
    quantity = _QUANTITY.match(run)
    if quantity is None:
        return True
    if quantity["unit"]:
        unit = read_unit(text, match.start() + quantity.start("unit"))
        return unit is None or unit[1] < match.end() - run.count("+")
    return quantity.end() < len(run.rstrip("+"))


def _apart(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
