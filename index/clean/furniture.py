"""Page furniture: what a web page says around an article.

Rules come in three strengths. Some lines can be nothing else wherever they stand (a row of
menu entries, a licence number). Some are furniture only outside of the article's body,
above its first paragraph or below its last (a lone figure, a bracketed channel name). And
what follows a heading such as "related news" is a list of links until prose begins again.
All are written for folded text: Simplified, half-width, lower case.
"""

import re

_WORDS = (
    "分享|收藏|点赞|赞|打赏|评论|留言|转发|打印|关闭|关闭窗口|字号|字体|大|中|小|举报|投诉|纠错|"
    "回复|点击回复|更多回复|发表评论|写评论|我要评论|网友评论|最新评论|热门评论|全部评论|查看评论|"
    "阅读|浏览|点击|阅读数|阅读量|浏览量|浏览次数|点击数|点击量|次|人气|"
    "更多|查看更多|加载更多|展开|展开全文|收起|阅读全文|阅读原文|点击查看|"
    "返回|返回顶部|返回首页|返回列表|回到顶部|顶部|上一篇|下一篇|上一页|下一页|上一条|下一条|没有了|"
    "首页|网站首页|登录|登陆|注册|退出|搜索|导航|菜单|网站地图|设为首页|加入收藏|"
    "关于我们|联系我们|客服中心|广告服务|建站服务|诚聘英才|版权声明|法律声明|隐私政策|用户协议|"
    "免责声明|友情链接|投稿|帮助中心|意见反馈|网站声明|"
    "微信|微博|新浪微博|搜狐微博|网易微博|腾讯微博|qq|qq空间|qq好友|朋友圈|豆瓣|抖音|人人网|"
    "复制链接|保存图片|生成海报|关注|已关注|订阅|公众号|微信公众号|客户端|下载app|手机版|打开app|"
    "热门分类|热门标签|标签|热搜|热门|热点|推荐|置顶|广告|赞助|"
    "简体|繁体|简体中文|繁体中文|english|无障碍|适老版|share|print|comments|comment|login|home|more|next|prev"
)
_LISTS = (
    "相关新闻|相关阅读|相关文章|相关报道|相关链接|相关推荐|相关资讯|推荐阅读|推荐文章|推荐新闻|"
    "热门推荐|热门文章|热门新闻|热点新闻|热点推荐|今日热点|最新文章|最新新闻|最新资讯|延伸阅读|猜你喜欢|"
    "为你推荐|为您推荐|大家都在看|精彩推荐|编辑推荐|往期回顾|更多新闻|更多阅读|阅读排行|点击排行|"
    "新闻排行|排行榜|图片新闻|视频推荐"
)
_BUTTON = re.compile(
    r"(?:分享|转发|推荐)(?:到|至)\S{1,8}|"
    r"(?:查看|点击|我来|我要|发表|更多|全部|最新|热门|精彩|加载)(?:更多|全部)?"
    r"(?:回复|评论|留言|话题|分类|标签|帖子|文章|新闻|推荐|内容|跟帖)|"
    + "|".join(sorted(map(re.escape, _WORDS.split("|")), key=len, reverse=True))
)
_SIGNS = re.compile(r"[\s\d()\[\]【】:·•|>»/+\-—]")
_EDGE_SIGNS = " \t•·*-—>»|[]【】()_#:.、。,"
_LIST_HEADING = re.compile(rf"(?:{_LISTS})\s*(?:more|更多)?\s*[>»:]*")
_EDITOR = re.compile(
    r"(?:(?:责任|流程|值班|本期|执行|网络|美术|视觉|新媒体|本文|融媒)?(?:编辑|主编|编审|美编)|责编|校对|审核|"
    r"初审|复审|终审|一审|二审|三审|监制|统筹|签发|审签|排版|制图|总监制|责任校对|值班主任|值班编委|出品)"
    r"(?:[/、|]\S{1,6})?\s*[:丨|/]\s*\S.{0,40}"
)
_POSITION = re.compile(r"(?:您|你)?(?:现在|当前|目前|所在|的)*(?:的)?位置(?:是|在)?\s*[:>].{0,60}")
_SCAN = re.compile(
    r".{0,20}(?:扫一扫|扫码|扫描(?:上方|下方)?二维码|长按(?:识别)?二维码|识别二维码).{0,24}"
)
_LICENCE = re.compile(r"icp(?:备|证)\s*\d|公网安备\s*\d")
_NOTICE = re.compile(
    r"^[*※●■◆]*\s*(?:(?:免责|特别|郑重|版权|本站)(?:声明|提示)\s*:|免责声明|转载(?:请注明|声明)|"
    r"copyright\b|©|\(c\)|版权所有|版权声明|声明:(?:本|此|该|转载|以上)|"
    r"(?:本网站?|本站|本文|本平台|以上|文章|该文|此文)(?:的|所有|有关|部分|内容|文章|观点|图文)*"
    r"(?:转载自|转自|来源于?网络|来自网络|仅代表|仅供|不代表|系转载|不构成|由.{1,12}整理发布)|"
    r"(?:图|文|图文|内容|素材)片?(?:来源|源自|来自)于?网络)|"
    r"本(?:网站?|站|平台)将(?:在|会|及时).{0,20}(?:删除|处理)|如遇作品内容|版权等问题.{0,40}(?:联系|删除)"
)
_WEAK_NOTICES = tuple(
    map(
        re.compile,
        (
            r"all rights reserved|版权所有|版权均?(?:归|属于?).{0,12}所有",
            r"未经.{0,8}(?:授权|许可|允许|同意).{0,14}(?:转载|复制|镜像|使用)",
            r"侵(?:权|犯).{0,30}(?:联系|删除|告知|权益)",
            r"违法和?不良信息",
            r"(?:举报|投诉|投稿|客服|新闻热线|广告|合作|联系)(?:电话|热线|邮箱|qq|方式)\s*:",
            r"icp(?:备|证)|公网安备|增值电信业务|(?:许可证|备案)(?:编?号)?\s*:",
        ),
    )
)
_ADDRESS = re.compile(
    r"(?:网址|链接|原文(?:链接|地址)?|url|地址)?\s*:?\s*(?:https?://|www\.)\S+|\S+@\S+\.\w+"
)
_POSTED = re.compile(
    r".{0,40}(?:\d+\s*(?:年|个月|周|天|小时|分钟|秒)前|刚刚|昨天|前天)(?:\s*\d\d?:\d\d)?"
)
_CHANNEL = re.compile(r"[\[【(]\s*\w{1,8}\s*[\]】)]|[•·]\s*\w{1,6}")
_MENU_SPLIT = re.compile(r"\s*[|｜>»]\s*|\s{2,}|\s[·•/]\s")
_MENU_ENTRIES = 3  # that make a row of short words a menu
_MENU_WORD = 8  # characters of the longest entry
_LONGEST_BUTTONS = 60
_LONGEST_NOTICE = 200
_NOTICE_HEAD = 50  # characters within which a paragraph that is a notice says so


def is_furniture(folded: str) -> bool:
    """Say whether a line is page furniture wherever it stands.

    Args:
        folded: A line after `index.script.fold`, without white space at its ends.

    Returns:
        True for menus, breadcrumbs, buttons, editors' credits, licence numbers and notices
        that a site prints under every article.
    """
    line = folded.strip(_EDGE_SIGNS)
    if not line or len(folded) > _LONGEST_NOTICE:
        return False
    return (
        _is_buttons(line)
        or _LIST_HEADING.fullmatch(line) is not None
        or _EDITOR.fullmatch(line) is not None
        or _POSITION.fullmatch(line) is not None
        or _ADDRESS.fullmatch(line) is not None
        or (len(line) <= _LONGEST_BUTTONS and _SCAN.fullmatch(line) is not None)
        or _is_menu(line)
        or _LICENCE.search(line[:_LONGEST_BUTTONS]) is not None
    )


def is_edge_furniture(folded: str, *, prose: bool) -> bool:
    """Say whether a line is furniture if it stands above or below the article's body.

    Args:
        folded: A line after `index.script.fold`, without white space at its ends.
        prose: Whether the line reads as a paragraph, of which more proof is asked.

    Returns:
        True for what `is_furniture` knows and also notices of rights, lone figures and
        signs, channel names in brackets, and the line of a forum post.
    """
    line = folded.strip(_EDGE_SIGNS)
    if is_furniture(folded) or is_notice(folded, prose=prose):
        return True
    return not prose and (
        len(line) <= 1
        or line.isdigit()
        or _CHANNEL.fullmatch(folded) is not None
        or _POSTED.fullmatch(line) is not None
    )


def is_notice(folded: str, *, prose: bool) -> bool:
    """Say whether a line is a notice of rights or a complaint address, not an article's.

    Args:
        folded: A line after `index.script.fold`.
        prose: Whether it reads as a paragraph; then one telling phrase is not enough.

    Returns:
        True if it begins as such notices do or holds enough of their phrases.
    """
    if len(folded) > _LONGEST_NOTICE:
        return False
    head = folded[:_NOTICE_HEAD] if prose else folded
    hits = sum(weak.search(folded) is not None for weak in _WEAK_NOTICES)
    early = any(weak.search(head) for weak in _WEAK_NOTICES)
    return _NOTICE.search(folded) is not None or (early and hits >= (2 if prose else 1))


def is_editor_credit(folded: str) -> bool:
    """Say whether a line names the editor, after which an article is over."""
    return _EDITOR.fullmatch(folded.strip(_EDGE_SIGNS)) is not None


def opens_list(folded: str) -> bool:
    """Say whether a line heads a list of links to other articles."""
    return _LIST_HEADING.fullmatch(folded.strip(_EDGE_SIGNS)) is not None


def without_buttons(folded: str) -> str:
    """Return a line without the words and signs of buttons."""
    return _SIGNS.sub("", _BUTTON.sub("", folded))


def _is_buttons(line: str) -> bool:
    if len(line) > _LONGEST_BUTTONS or not _BUTTON.search(line):
        return False
    return not without_buttons(line)


def _is_menu(line: str) -> bool:
    entries = [entry for entry in _MENU_SPLIT.split(line) if entry]
    short = all(len(entry) <= _MENU_WORD for entry in entries)
    divided = "|" in line or ">" in line or "»" in line
    return divided and short and len(entries) >= _MENU_ENTRIES
