"""What a quantity measures."""

from enum import StrEnum


class Kind(StrEnum):
    """What a quantity measures."""

    MONEY = "money"
    AREA = "area"
    LENGTH = "length"
    MASS = "mass"
    VOLUME = "volume"
    DURATION = "duration"
    AGE = "age"
    SHARE = "share"  # %, ‰, 成, 三分之一
    POINTS = "points"  # 个百分点
    MULTIPLE = "multiple"  # 倍
    MEASURE = "measure"  # another physical measure: power, data, temperature, a rate
    COUNT = "count"  # with a measure word: 家, 人, 个
    ORDINAL = "ordinal"  # 第三届
    NUMBER = "number"  # bare
