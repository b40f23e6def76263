"""Chinese family names, to tell a writer's name in brackets from a remark."""

import re

from index.script import fold

_SINGLE = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
    "卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱江尹薛闫阎段雷侯龙史黎贺顾毛郝龚邵万覃武钱戴严莫孔向"
    "常汤康易乔赖文施洪辛柯庄温牛樊葛邢安齐伍庞颜倪俞翟聂章鲁岳申欧耿关兰焦柳裴纪祝左涂包宁尚单舒骆阮凌"
    "翁连费麦茅岑娄阳卓盛童冉简苗管游祁路霍房屈褚蒲应詹苑甘宫谷项桂隋尤艾古解强"
    "帅栗仝昝党桑佟冷楚占宾巩芦檀邬郦闵殷寇修荣冀景靳郎卞储盖浦卜曲华戚臧厉狄米宗权娜敖晏柴虞池车旷羊庾阚竺匡国"
)
_DOUBLE = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐")
)
_CLOSING = re.compile(
    r"[。！？”…][(（]([\u4e00-\u9fff]{2,4}(?:[ 、　][\u4e00-\u9fff]{2,4}){0,4})[)）]$"
)


def is_name(text: str) -> bool:
    """Say whether two to four characters look like a Chinese person's name."""
    folded = fold(text)
    if folded[:2] in _DOUBLE:
        return 3 <= len(folded) <= 4
    return folded[:1] in _SINGLE and 2 <= len(folded) <= 3


def closing_name(text: str) -> str | None:
    """Return the names in brackets that end an article, as in `……。(某某)`, or None."""
    match = _CLOSING.search(text[-60:])
    if match is None:
        return None
    names = re.split(r"[ 、　]", match[1])
    return "、".join(names) if all(map(is_name, names)) else None
