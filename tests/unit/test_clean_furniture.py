"""What is page furniture, and what only speaks of it."""

import pytest

from index.clean.furniture import is_edge_furniture, is_editor_credit, is_furniture, opens_list


@pytest.mark.parametrize(
    "line",
    [
        "您当前的位置 : 首页 > 新闻",
        "分享 分享到某某微博 收藏 打印",
        "• 收藏",
        "点击回复",
        "字号:大 中 小",
        "阅读 83 评论 0",
        "首页 | 新闻 | 体育 | 财经",
        "相关新闻",
        "推荐阅读:",
        "[责任编辑:某某]",
        "(编辑:张三)",
        "责编/李四",
        "扫一扫访问手机版",
        "沪icp备12345678号-1",
        "https://example.org/a/1.html",
        "上一篇",
    ],
)
def test_a_line_that_can_be_nothing_else_is_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "*本网站有关内容转载自其他网站,",
        "请联系我们,本网站将在三日内删除相关内容。",
        "转载请注明:http://example.org/1",
        "本站违法和不良信息举报 联系邮箱: a@example.org",
        "某某网 版权所有 未经授权,请勿转载。",
        "copyright 2021 example all rights reserved",
        "某用户 11个月前 17:43",
        "[ 时政 ]",
        "83",
        ".",
        "x",
    ],
)
def test_above_and_below_the_body_notices_and_lone_signs_are_furniture(line: str) -> None:
    assert is_edge_furniture(line, prose=False)


@pytest.mark.parametrize(
    "line",
    [
        "这家公司买下了这部小说的版权。",
        "他向村民分享了种茶的经验。",
        "两地分享经验",
        "点赞新农村",
        "编辑部搬到了新的大楼。",
        "该平台的评论功能已经关闭。",
        "推荐阅读这三本书的理由",
        "位置优越,交通便利",
        "未经允许不得入内。",
        "首页改版后点击量上升。",
        "大中小企业",
        "客服电话每天接到上百个来电。",
        "(截至去年年底)",
    ],
)
def test_a_body_line_that_mentions_such_things_stays(line: str) -> None:
    assert not is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "法院认为,未经许可不得转载他人的作品,被告应当停止侵权。",
        "去年全县完成版权登记一百余件,版权保护意识明显增强。",
        "这家网站因为刊登违法和不良信息被罚款五万元。",
    ],
)
def test_prose_about_rights_stays_even_below_the_body(line: str) -> None:
    assert not is_edge_furniture(line, prose=True)


def test_editor_credits_and_lists_of_links_are_known() -> None:
    assert is_editor_credit("[责任编辑:某某]")
    assert not is_editor_credit("编辑一份报纸")
    assert opens_list("相关新闻")
    assert not opens_list("相关新闻报道了此事")
