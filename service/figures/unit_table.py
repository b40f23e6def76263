"""The units that are known, by every way they are written."""

from fractions import Fraction

from service.figures.kind import Kind
from service.figures.unit import PERCENT, Unit

# Kind, dimension, then per unit its factor and its spellings; the first is its name.
# Yuan-like names are folded: 圓 and 圆 read as 元. 1 亩 is 2000/3 m² (1/15 公顷), exactly.
_MEASURES: tuple[tuple[Kind, str, tuple[tuple[str, str], ...]], ...] = (
    (Kind.MONEY, "CNY", (
        ("1", "元 元人民币 人民币元 块钱 元钱 元整 RMB CNY yuan"), ("1/10", "角 毛钱 毛"), ("1/100",
        "分钱"),
    )),
    (Kind.MONEY, "USD", (("1", "美元 美金 美刀 元美元 元美金 USD dollars dollar"), ("1/100",
    "美分"))),
    (Kind.MONEY, "HKD", (("1", "港元 港币 元港币 元港元 港纸 HKD"),)),
    (Kind.MONEY, "TWD", (("1", "新台币 台币 元新台币 元台币 新台币元 TWD NTD"),)),
    (Kind.MONEY, "MOP", (("1", "澳门元 澳门币"),)),
    (Kind.MONEY, "EUR", (("1", "欧元 EUR euros euro"),)),
    (Kind.MONEY, "JPY", (("1", "日元 日币 JPY yen"),)),
    (Kind.MONEY, "GBP", (("1", "英镑 GBP pounds"),)),
    (Kind.MONEY, "KRW", (("1", "韩元 韩币 KRW"),)),
    (Kind.MONEY, "RUB", (("1", "卢布"),)),
    (Kind.MONEY, "INR", (("1", "卢比 印度卢比"),)),
    (Kind.MONEY, "THB", (("1", "泰铢"),)),
    (Kind.MONEY, "AUD", (("1", "澳元 澳大利亚元"),)),
    (Kind.MONEY, "CAD", (("1", "加元 加拿大元"),)),
    (Kind.MONEY, "SGD", (("1", "新加坡元 新元"),)),
    (Kind.MONEY, "CHF", (("1", "瑞士法郎 法郎"),)),
    (Kind.MONEY, "VND", (("1", "越南盾"),)),
    (Kind.AREA, "area", (
        ("1", "平方米 平米 平方公尺 ㎡ m² m2 sqm"), ("1000000", "平方公里 平方千米 km² km2 k㎡"),
        ("10000", "公顷 公畝顷 hectares hectare"), ("2000/3", "亩 市亩 亩地"), ("200000/3", "顷"),
        ("1/10000", "平方厘米 cm²"), ("1/1000000", "平方毫米"), ("100000000000000/33058", "甲地"),
    )),
    (Kind.LENGTH, "length", (
        ("1", "米 公尺 m"), ("1000", "公里 千米 km kilometers kilometres"), ("500", "华里 里地 "
        "里路 里"),
        ("1/100", "厘米 公分 cm"), ("1/1000", "毫米 mm"), ("1/1000000", "微米 μm um"),
        ("1/1000000000", "纳米 nm"),
        ("254/10000", "英寸 吋"), ("3048/10000", "英尺"), ("1609344/1000", "英里"), ("1852",
        "海里"),
        ("100000", "百公里"), ("1/30", "寸"), ("1/3", "尺"), ("10/3", "丈"),
    )),
    (Kind.MASS, "mass", (
        ("1000", "吨 公吨 t tonnes tons"), ("1", "公斤 千克 kg"), ("1/1000", "克 g"), ("1/1000000",
        "毫克 mg"),
        ("1/1000000000", "微克 μg"), ("1/2", "斤 市斤"), ("45359237/100000000", "磅"),
    )),
    (Kind.VOLUME, "volume", (
        ("1", "立方米 立方公尺 方水 m³"), ("1/1000", "升 公升 L"), ("1/1000000", "毫升 ml mL "
        "立方厘米"),
        ("1000000000", "立方公里"),
    )),
    (Kind.DURATION, "time", (
        ("1", "秒 秒钟 seconds"), ("60", "分钟 min minutes"), ("3600", "小时 个小时 个钟头 "
        "个多小时 钟头 h hours"),
        ("86400", "天 日 days 个昼夜 昼夜"), ("604800", "周 个星期 星期 个礼拜 礼拜 weeks"),
        ("1/1000", "毫秒 ms"),
    )),
    (Kind.DURATION, "months", (
        ("1", "个月 月 个月份 months"), ("12", "年 年间 载 周年 years"), ("1200", "世纪 个世纪"),
        ("3", "个季度"),
        ("144", "轮甲子"),
    )),
    (Kind.AGE, "age", (("1", "岁 周岁"),)),
    (Kind.SHARE, "share", (
        ("1/100", "% percent 个%"), ("1/1000", "‰"), ("1/10000", "‱"), ("1/10", "成"), ("1/10",
        "折"),
    )),
    (Kind.POINTS, "points", (("1", "百分点 个百分点"), ("1/100", "基点 个基点 个基 BP bp"))),
    (Kind.MULTIPLE, "multiple", (("1", "倍 times"),)),
    (Kind.MEASURE, "power", (
        ("1", "瓦 W"), ("1000", "千瓦 kW KW"), ("1000000", "兆瓦 MW"), ("1000000000", "吉瓦 GW"),
        ("1/1000", "毫瓦 mW"),
    )),
    (Kind.MEASURE, "energy", (
        ("1", "千瓦时 千瓦小时 kWh KWh KWH kwh 度电"), ("1000", "兆瓦时 MWh"), ("1000000",
        "吉瓦时 GWh"),
        ("1/1000", "瓦时 Wh"),
    )),
    (Kind.MEASURE, "data", (
        ("1", "MB 兆字节"), ("1024", "GB"), ("1048576", "TB"), ("1073741824", "PB"), ("1/1024",
        "KB"),
    )),
    (Kind.MEASURE, "rate of data", (("1", "Mbps"), ("1000", "Gbps"),)),
    (Kind.MEASURE, "frequency", (
        ("1", "赫兹 Hz"), ("1000", "千赫 kHz"), ("1000000", "兆赫 MHz"), ("1000000000", "吉赫 GHz"),
    )),
    (Kind.MEASURE, "charge", (("1", "毫安时 mAh"), ("1000", "安时 Ah"))),
    (Kind.MEASURE, "voltage", (("1", "伏 伏特 V"), ("1000", "千伏 kV"))),
    (Kind.MEASURE, "temperature", (("1", "摄氏度 ℃ °C"),)),
    (Kind.MEASURE, "fahrenheit", (("1", "华氏度 ℉ °F"),)),
    (Kind.MEASURE, "angle", (("1", "°"),)),
    (Kind.MEASURE, "torque", (("1", "牛·米 牛米 N·m Nm"),)),
    (Kind.MEASURE, "horsepower", (("1", "马力 匹马力 Ps"),)),
    (Kind.MEASURE, "pressure", (("1", "帕"), ("100", "百帕"), ("1000", "千帕"), ("1000000", "兆帕 "
    "MPa"))),
    (Kind.MEASURE, "sound", (("1", "分贝 dB"),)),
    (Kind.MEASURE, "calories", (("1", "千卡 大卡 kcal"),)),
    (Kind.MEASURE, "length/time", (("1000/3600", "公里/小时 km/h"), ("1", "米/秒 m/s"),)),
    (Kind.MEASURE, "density", (("1", "PPI ppi"),)),
    (Kind.MEASURE, "brightness", (("1", "尼特 nits nit"),)),
    (Kind.COUNT, "人", (("1", "人 名 位 口人 个人 人口 people persons"),)),
    (Kind.COUNT, "个", (("1", "个"),)),
    (Kind.COUNT, "家", (("1", "家"),)),
)  # fmt: skip

# Measure words that are their own dimension.
_COUNTERS = (
    "人次 辆次 件次 户 户次 楼 所 项 件 座 条 台 辆 套 本 册 箱 羽 头 趟 回 届 期 栋 幢 类 种 份 "
    "次 村 "
    "镇 乡 县 省 国 处 支 笔 对 组 批 "
    "片 层 张 艘 架 部 篇 门 颗 道 枚 股 桶 场 度 级 大 点 分 字 句 章 集 席 票 区 市 校 镜 棵 株 "
    "盏 口 匹 把 双 只 首 幅 例 起 宗 "
    "群 单 手 轮 步 环 段 块 根 粒 瓶 袋 盒 包 杯 碗 盘 顿 剂 针 剂次 床 张床位 间 车次 架次 台次 "
    "班 列 节 排 队 军 师 "
    "亩次 标段 社区 街道 个工作日 工作日 标准箱 TEU 平 万步 课时 学时 学分 公里次 行 番 胎 孩 岗 "
    "员 维 核 号 弹 舱 帧 像素 "
    "批次 频次 个百分位 档 款 栏 页 代 宫 线 店 屏 英亩 尾 只股票 家次 人份 款车 味 则 线城市 辑 "
    "季 幕 局 球 胜 负 平 杆 洞 盘 "
    "连胜 连败 连冠 连板 枪 炮 声 脚 眼 趟次 门课 盆 捆 串 摞 堆 垛 缸 桌 坪 甲 厘 毫 两 公担 "
    "盎司 加仑 克拉 立方 方"
)


# English spellings beside those above, by the unit that they mean; `_` is a space.
_ENGLISH = {
    "平方米": "square_metres square_meters square_metre square_meter",
    "平方公里": "square_kilometres square_kilometers",
    "亩": "mu",
    "米": "metres meters metre meter",
    "公里": "kilometer kilometre",
    "吨": "tonne ton",
    "公斤": "kilograms kilogrammes kilos",
    "斤": "jin catties",
    "分钟": "minute",
    "小时": "hour",
    "天": "day",
    "周": "week",
    "个月": "month",
    "年": "year",
    "%": "per_cent",
    "百分点": "percentage_points percentage_point",
    "人": "person",
    "美元": "US_dollars US_dollar",
}


def _table() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for counter in _COUNTERS.split():
        table[counter] = Unit(counter, Kind.COUNT, counter)
    for kind, dimension, units in _MEASURES:
        for factor, spellings in units:
            name = spellings.split()[0]
            for spelling in spellings.split():
                table[spelling] = Unit(name, kind, dimension, Fraction(factor))
    for name, spellings in _ENGLISH.items():
        table |= {spelling.replace("_", " "): table[name] for spelling in spellings.split()}
    return table


UNITS: dict[str, Unit] = _table() | {"%": PERCENT}
"""Units by spelling, in folded characters."""

SYMBOLS: dict[str, Unit] = {
    "US$": UNITS["美元"],
    "HK$": UNITS["港元"],
    "NT$": UNITS["新台币"],
    "A$": UNITS["澳元"],
    "$": UNITS["美元"],
    "¥": UNITS["元"],
    "€": UNITS["欧元"],
    "£": UNITS["英镑"],
    "RMB": UNITS["元"],
    "CNY": UNITS["元"],
    "USD": UNITS["美元"],
    "HKD": UNITS["港元"],
    "人民币": UNITS["元"],
    "港币": UNITS["港元"],
    "新台币": UNITS["新台币"],
    "台币": UNITS["新台币"],
    "澳门币": UNITS["澳门元"],
    "日币": UNITS["日元"],
    "韩币": UNITS["韩元"],
}
"""Currencies that are named before the number."""

# What follows makes the unit part of a word: 11 个性化, 5 月亮, 3 日本.
BROKEN: dict[str, str] = {
    "个": "性别体案股税唱中",
    "家": "庭居长电族具具装务乡政",
    "名": "称单字义誉牌额下列为叫",
    "年": "轻级代薪均报糕货味画审检",
    "月": "亮球饼均刊经台",
    "日": "本报常语讯均照历益渐前后志程趋期记系",
    "天": "猫气空津然才堂下文赋王际河安地平性线生使鹅涯水",
    "人": "民员工才生类格体脸机气士权心物选社大头群寿行",
    "口": "径碑腔号罩味粮感岸红",
    "位": "于置移面居列",
    "元": "素旦宇首年老帅件祖",
    "级": "别联",
    "部": "分门署委落长队",
    "件": "事套",
    "点": "击赞评映燃名亮心缀开阅",
    "次": "日年要数序元月品",
    "区": "域别分间块",
    "市": "场民值盈价面直委政府",
    "县": "级委政域",
    "省": "级内委份钱会去",
    "国": "家内际产庆防务有道资债足企药台美",
    "村": "民委庄里",
    "镇": "定江静",
    "期": "间货待末望刊权盼",
    "场": "景馆地所面合",
    "层": "面出次级",
    "组": "织成建合件装委长",
    "种": "植子菜养",
    "批": "准复评发",
    "集": "团中成体合结资聚群",
    "支": "持付撑出部架援",
    "处": "理于罚置境方",
    "张": "家艺贴大力开某",
    "章": "程鱼",
    "首": "先个次都届席家发批相款要府轮创",
    "头": "部条痛衔疼",
    "回": "应到购家来归落升收复顾报答",
    "套": "餐装现路利",
    "届": "时满",
    "架": "构设",
    "道": "路歉理教德奇琼",
    "份": "额",
    "对": "于应外比此方象接标手抗阵内话他我其该战决冲",
    "笔": "记试名者者",
    "间": "接隔距歇谍",
    "股": "份东票权市价民指息",
    "本": "次周月年报轮科田地届场文季届期赛身来院市省县区店届人应书",
    "成": "为立功本都员果绩长交就效熟品人年型份分套语群",
    "倍": "感增受",
    "克": "服隆拉制",
    "吨": "位",
    "升": "级至高温值到降学旗",
    "米": "兰饭粉其勒哈",
    "里": "面程奥约尔斯程",
    "平": "方均台板安等衡时稳民凡常静面地局原",
    "例": "如外行",
    "度": "过假",
    "周": "边期末报刊围日转长",
    "岁": "月",
    "步": "行骤伐入道履",
    "起": "来到诉步码草飞点初源",
    "手": "机段续游册动术工法表",
    "单": "位独元身价车品日打",
    "大": "学家会楼厦道陆众量型幅力会赛桥连",
    "分": "别析享布之配公析发离支局歧裂类流散行校会红段",
    "段": "时落位",
    "环": "境保比节卫球绕",
    "轮": "胎流",
    "双": "方边休眼语",
    "只": "有是能要需会想好",
    "把": "握控",
    "号": "称召码",
    "线": "下上程索路",
    "行": "业动为政程人驶李使星",
    "排": "名放列队查行",
    "队": "伍员长友",
    "军": "事队人",
    "师": "傅生",
    "店": "面铺主长",
    "员": "工",
    "季": "度节后前军",
    "局": "势面部长",
    "球": "员队迷场",
    "负": "责面担债",
    "节": "目省约能奏点",
    "课": "程堂题",
    "班": "级",
    "声": "明称音",
    "款": "项",
    "代": "表码理替",
    "维": "护持修",
    "核": "心酸查准",
    "弹": "性",
    "包": "括含装裹",
    "针": "对",
    "方": "面式案法便向言米",
    "立": "方",
    "两": "个名家国岸者会地人位项种大次年天市县省区市座条只步款届成部",
    "楼": "盘市宇道梯下上",
    "门": "户口诊店槛",
    "台": "湾风积阶州北账",
    "户": "外型口籍",
    "所": "有以在谓属",
    "列": "入为出举",
    "字": "节幕母",
    "章节": "",
    "标段": "",
    "校": "园长区友招",
    "社区": "",
    "甲": "方板醇",
    "坪": "山",
    "页": "面岩",
    "群": "众体岛里主",
    "胎": "压",
    "味": "道",
    "则": "是为",
    "载": "体人重",
    "折": "叠扣合射磨旧",
    "码": "头",
    "磅": "礴",
    "尺": "寸度",
    "秒": "杀",
    "瓦": "解斯",
    "粒": "子",
    "片": "区段面",
    "孩": "子",
    "寸": "步",
    "脚": "步",
    "眼": "睛光前",
    "盘": "面中",
    "堆": "积",
    "杯": "赛",
    "床": "位上",
    "盆": "地",
    "串": "联",
    "块": "链",
    "丈": "夫",
    "席": "位卷",
    "票": "房据价面",
    "篇": "幅",
    "宗": "旨教",
    "根": "据本",
    "列车": "",
}
"""Characters behind a unit that make it the beginning of another word."""

LONGEST_UNIT = max(map(len, UNITS))
