import pytest

from service.reader.numbered import another_number


@pytest.mark.parametrize(
    ("asked", "told", "expected"),
    [
        ("第1号渡口去年运客多少人", "第5号渡口去年运客3万人", True),
        ("第5号渡口去年运客多少人", "第5号渡口去年运客3万人", False),
        ("第五号渡口去年运客多少人", "第5号渡口去年运客3万人", False),
        ("第1号渡口去年运客多少人", "渡口去年运客3万人", False),
        ("3号线有多长", "1号线长20公里,3号线长30公里", False),
        ("3号线有多长", "1号线长20公里", True),
        ("第二届展会来了多少人", "第三届展会来了5万人", True),
        ("二期工程投资多少", "一期工程投资3亿元", True),
        ("二期工程投资多少", "一期工程和二期工程投资3亿元", False),
        ("上一期学员有多少", "二期工程投资3亿元", False),
        ("新车n8卖多少钱", "新车n7售价30万元", True),
        ("新车n7卖多少钱", "新车n7售价30万元", False),
        ("5月1号线路开通了吗", "2号线路已开通", False),
        ("1号渡口去年运客多少人", "第5号渡口去年运客3万人", True),
        ("第1号文件说了什么", "第2号台风登陆", False),
    ],
)
def test_a_text_that_numbers_only_others_is_about_another(
    asked: str, told: str, expected: bool
) -> None:
    assert another_number(asked, told) is expected
