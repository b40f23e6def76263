"""One spelling of the characters that figures are written with, place for place."""

_TRADITIONAL = (
    "萬億兩餘約個幣畝頃噸點時鐘鍾間數幾歲週號級層條輛隻戶處項種樣屆場張檔臺棟雙對組圓圆員隊達過滿減從於"
    "釐際歐鎊韓盧頭顆塊節課國縣區鄉鎮當後來會廠電熱線報話負貳參陸陰離幫樓劇齡憶產業書學讀漲佔佰仟"
    "請選檯澳銖盞筆卷冊篇門間價車萊則趙製極賽進戰輪環頓總圍長這邊遠無盡廣義還沒單為較與樂職貫號蘇"
)
_SIMPLIFIED = (
    "万亿两余约个币亩顷吨点时钟钟间数几岁周号级层条辆只户处项种样届场张档台栋双对组元元员队达过满减从于"
    "厘际欧镑韩卢头颗块节课国县区乡镇当后来会厂电热线报话负贰参陆阴离帮楼剧龄忆产业书学读涨占佰仟"
    "请选台澳铢盏笔卷册篇门间价车莱则赵制极赛进战轮环顿总围长这边远无尽广义还没单为较与乐职贯号苏"
)
_PUNCTUATION = {
    "　": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ",
    "–": "-", "—": "-", "―": "-", "‐": "-", "‑": "-", "−": "-", "─": "-", "﹣": "-",
    "∶": ":", "︰": ":", "﹪": "%", "○": "〇", "～": "~", "〜": "~", "∼": "~", "￥": "¥",
}  # fmt: skip
_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_TABLE = str.maketrans(
    dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)) | _FULL_WIDTH | _PUNCTUATION
)


def fold(text: str) -> str:
    """Return `text` in narrow digits and Simplified measure words, as long as before.

    Only single characters are replaced by single characters, so a place in the
    folded text is the same place in `text`. It is no conversion of the script:
    other characters stay as they are.
    """
    return text.translate(_TABLE)
