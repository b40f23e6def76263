"""Wording: the same thing said with other words.

Two sources: a table of synonyms of the news, written for this, and near neighbours by the
bundled embedding, which was learnt on news.
"""

import random
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from index.static_embedder import StaticEmbedder

_GROUPS = """
投入 投资 拨付 拿出 出资 安排
建成 落成 完工 竣工 建好
位于 坐落在 地处 坐落于
增长 上升 提高 增加 上涨
下降 减少 下跌 降低 下滑
发布 公布 推出 对外发布
成立 建立 设立 组建 创立
达到 达 为 是 有
召开 举行 举办 开
开展 进行 组织 实施
宣布 对外宣布 透露 公布
表示 说 认为 指出 提到
获得 得到 拿到 取得 荣获
帮助 帮扶 支持 扶持 援助
建设 修建 兴建 修
开始 启动 开启 着手
参加 参与 出席
负责 主管 承担
采用 使用 利用 运用 用
销售 出售 售卖 卖
购买 采购 买 购入
生产 制造 出产
超过 超 多于 突破
签订 签署 签
签约 签订协议
批准 同意 通过 核准
推动 促进 推进 助力
覆盖 惠及 涉及
吸引 引来 招来
培训 培养 教
来自 出自
担任 出任 任 当
死亡 遇难 去世 身亡
受伤 负伤
发生 出现
导致 造成 引起 引发
制定 出台 拟定
要求 规定 提出
预计 估计 有望 预期
计划 打算 拟 准备
提供 给出 给
设有 设置 设 配有
种植 栽种 种
养殖 饲养 养
收入 营收
利润 盈利
价格 售价 价钱
企业 公司
员工 职工 工作人员
学生 学子
老人 老年人 长者
孩子 儿童 小孩
居民 群众 市民 村民
农民 农户
医生 大夫 医师
病人 患者
汽车 车辆 车
项目 工程
会议 大会
活动 行动
总额 总量 总数 合计
面积 占地
数量 数目
人数 多少人
比例 占比 比重
原因 缘由
目的 目标
作用 用处
时间 时候
地点 地方
产值 总产值
旅客 乘客
游客 旅游者
救援 营救 抢救
搭载 配备 装有
上市 开售 发售
投产 投入使用 启用 投用
完成 做完 实现
签发 发出
调查 侦查 查
逮捕 抓捕 抓获 抓
处罚 罚款 惩处
比赛 赛事
获胜 取胜 赢
击败 战胜 打败
夺得 获得 拿下
研发 开发 研制
合作 协作
首次 第一次
全部 所有
共同 一起
免费 不要钱
引进 引入
新增 增加 增添
整治 治理
改造 改建 翻新
缴纳 交纳 交
申请 申办
发放 发给 下发
捐赠 捐献 捐
运营 经营
出口 外销
下载 安装
播出 放映 播放
""".split("\n")
_OPPOSITES = (
    "增减 升降 升跌 涨跌 上下 高低 男女 东西 南北 内外 进出 买卖 大小 多少 新旧 "
    "前后 左右 长短 开关 加减 优劣 胜负 冷热 早晚 父母 夏冬 春秋 好坏 轻重"
).split()
_SHORT = 2


class Wording:
    """Replaces words by others that mean nearly the same."""

    def __init__(self, neighbours: Mapping[str, Sequence[str]] | None = None) -> None:
        """Take near neighbours, word to words, beside the table of synonyms."""
        self._others: dict[str, list[str]] = {k: list(v) for k, v in (neighbours or {}).items()}
        for group in _GROUPS:
            words = group.split()
            for word in words:
                if len(word) >= _SHORT:
                    # three times: a synonym by hand is surer than a neighbour
                    self._others.setdefault(word, []).extend(
                        3 * [other for other in words if other != word]
                    )

    def others(self, word: str) -> Sequence[str]:
        """Return words that may stand for `word`."""
        return self._others.get(word, ())

    def say(self, words: Sequence[str], rng: random.Random, *, share: float) -> list[str]:
        """Return words with at most three replaced, each that can be with chance `share`."""
        said, changed = list(words), 0
        for number, word in enumerate(words):
            others = self.others(word)
            if others and changed < 3 and rng.random() < share:
                other = rng.choice(others)
                if other not in words:
                    said[number] = other
                    changed += 1
        return said


def near_neighbours(
    tagged: Iterable[tuple[str, str]], embedder: StaticEmbedder, *, least: float, most: int = 4
) -> dict[str, list[str]]:
    """Return for each word the words tagged alike whose vectors are nearest.

    Args:
        tagged: Frequent words with their tags.
        embedder: Gives the vectors.
        least: Cosine that a neighbour must reach.
        most: Neighbours kept for a word.

    Returns:
        Words with neighbours, nearest first. One that holds the other (风险, 高风险) is no
        neighbour, nor is an opposite (上升, 下降).
    """
    entries = list(tagged)
    vectors = embedder.embed_passages([word for word, _ in entries])
    near: dict[str, list[str]] = {}
    for row, (word, mark) in enumerate(entries):
        cosines = vectors @ vectors[row]
        best = [i for i in np.argsort(-cosines)[: 4 * most] if cosines[i] >= least and i != row]
        alike = [entries[i][0] for i in best if entries[i][1][0] == mark[0]]
        kept = [other for other in alike if interchangeable(word, other)][:most]
        if kept:
            near[word] = kept
    return near


def interchangeable(one: str, two: str) -> bool:
    """Whether neither word holds the other and they are no opposites by a character."""
    if set(one) <= set(two) or set(two) <= set(one):
        return False
    return not any(
        (a in one and b in two) or (b in one and a in two)
        for a, b in (tuple(p) for p in _OPPOSITES)
    )
