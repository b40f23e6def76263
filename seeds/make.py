"""Make the demo articles, in the states in which scraped pages arrive.

Every article has a clean text under `sources/`: what can still be read on its page, without
the noise. This script writes `articles/` from them, the same bytes every time:
`python seeds/make.py`. README.md beside it says which article is in which state.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
ARTICLES = HERE / "articles"

# Traditional characters that the scraper followed by their reading, 產 → 產(chǎn).
RESIDUE = """
來lái 個gè 價jià 優yōu 內nèi 冊cè 創chuàng 動dòng 務wù 勢shì 區qū 協xié 嚴yán 國guó
團tuán 堅jiān 報bào 場chǎng 學xué 實shí 對duì 導dǎo 強qiáng 態tài 應yīng 據jù 擴kuò 數shù
時shí 會huì 業yè 構gòu 標biāo 機jī 權quán 準zhǔn 濟jì 營yíng 獨dú 獻xiàn 現xiàn 環huán
產chǎn 當dāng 發fā 礎chǔ 穩wěn 節jié 紀jì 細xì 結jié 絡luò 統tǒng 經jīng 網wǎng 續xù
習xí 聯lián 臺tái 萬wàn 蘊yùn 號hào 術shù 衛wèi 補bǔ 規guī 計jì 訓xùn 設shè 認rèn
調diào 請qǐng 護hù 負fù 責zé 費fèi 貿mào 質zhì 購gòu 轉zhuǎn 農nóng 進jìn 運yùn 過guò
達dá 鄉xiāng 醫yī 鎮zhèn 長zhǎng 門mén 開kāi 關guān 陽yáng 隊duì 項xiàng 預yù 領lǐng 養yǎng
驗yàn 點diǎn
""".split()

_FIRST_LEAD_BYTE = 0x81
_FIRST_TRAIL_BYTE = b"\x40"


@dataclass(frozen=True, slots=True)
class Source:
    """A clean article: title, byline and paragraphs, as a perfect scrape would read them."""

    title: str
    byline: str
    body: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole article as plain text, paragraphs apart by an empty line."""
        return "\n\n".join([f"{self.title}\n{self.byline}", *self.body]) + "\n"

    def field(self, name: str) -> str:
        """Return what the byline says after `name：`, or an empty string."""
        found = re.search(rf"{name}[：:]\s*(\S+)", self.byline)
        return found.group(1) if found else ""

    @property
    def published(self) -> str:
        """The publish date as the byline states it, `YYYY-MM-DD`."""
        return self.byline[:10]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one file under `articles/` is made."""

    article: str
    sources: tuple[str, ...]
    write: Callable[[list[Source]], bytes]


def read_source(name: str) -> Source:
    """Read one clean article from `sources/`."""
    lines = [line for line in (SOURCES / name).read_text(encoding="utf-8").split("\n") if line]
    return Source(lines[0], lines[1], tuple(lines[2:]))


def plain(sources: list[Source]) -> bytes:
    """The article as it is, in UTF-8."""
    return sources[0].text.encode("utf-8")


def gb18030(sources: list[Source]) -> bytes:
    """The article as an old page, in GB18030."""
    return sources[0].text.encode("gb18030")


def utf16(sources: list[Source]) -> bytes:
    """The article in UTF-16 with a byte order mark, as old editors saved it."""
    return b"\xff\xfe" + sources[0].text.encode("utf-16-le")


def big5(sources: list[Source]) -> bytes:
    """A Traditional article as an old page, in Big5."""
    return sources[0].text.encode("big5")


def _annotate(data: bytes) -> bytes:
    """Insert the readings byte by byte, as the scraper did.

    It looked for a character's two bytes anywhere, so that it also found them astride two
    characters: 94B5 is 數, but also the end of 當 (AE94) with the start of 地 (B5D8).
    """
    for pair in sorted(RESIDUE, key=lambda pair: pair[0].encode("gbk")):
        code = pair[0].encode("gbk")
        data = data.replace(code, code + f"({pair[1:]})".encode("gbk"))
    return data


def _decode_leniently(data: bytes) -> str:
    """Decode GB18030; a lead byte without its trail becomes `?` and eats the next byte."""
    out: list[str] = []
    at = 0
    while at < len(data):
        if data[at] < _FIRST_LEAD_BYTE:
            out.append(chr(data[at]))
            at += 1
        elif data[at + 1 : at + 2] < _FIRST_TRAIL_BYTE:
            out.append("?")
            at += 2
        else:
            out.append(data[at : at + 2].decode("gb18030"))
            at += 2
    return "".join(out)


def damage(text: str, *, lost_leads: tuple[str, ...] = ()) -> str:
    """Bring a Traditional text into the state of a page that passed through the scraper.

    Args:
        text: The clean text; every character must stand in GBK.
        lost_leads: Phrases whose first character lost its lead byte to a `?`, so that all
            after it is shifted by a byte up to the next byte that reads as ASCII.

    Returns:
        The text with readings in brackets, shifted runs, and half-width commas.
    """
    data = _annotate(text.encode("gbk"))
    for phrase in lost_leads:
        code = phrase.encode("gbk")
        if data.count(code) != 1:
            raise ValueError(f"{phrase} must stand exactly once, unannotated")
        data = data.replace(code, b"?" + code[1:])
    return _decode_leniently(data).replace("，", ",")


def scraped(*lost_leads: str) -> Callable[[list[Source]], bytes]:
    """A Traditional page with pinyin residue and shifted runs, in UTF-8."""
    return lambda sources: damage(sources[0].text, lost_leads=lost_leads).encode("utf-8")


def scraped_site(*lost_leads: str) -> Callable[[list[Source]], bytes]:
    """A damaged page with the site's own lines above and below the article."""

    def write(sources: list[Source]) -> bytes:
        source = sources[0]
        above = "您當前的位置 :首頁 >觀察 >\n"
        below = "\n[責任編輯:小禾]\n\n關於我們| 聯系我們| 廣告服務\n\n"
        rights = "禾聞網 版權所有,未經授權請勿轉載\n"
        page = above + source.text + below + rights
        return damage(page, lost_leads=lost_leads).encode("utf-8")

    return write


def forum(sources: list[Source]) -> bytes:
    """A post on a forum: share buttons above, votes and replies below."""
    head, *body = sources[0].text.split("\n\n")
    above = "• 分享\n  • 收藏\n    X\n"
    below = "\n0\n收藏\n我来回复\n查看更多回复\n热门话题\n扫码下载客户端\n"
    paragraphs = "".join(f"      {paragraph.strip()}\n\n" for paragraph in body)
    return f"{above}{head}\n83\n0\n\n{paragraphs}{below}".encode()


def markdown(sources: list[Source]) -> bytes:
    """The article as a Markdown note; paragraphs that start with ◆ are headings."""
    source = sources[0]
    lines = [f"# {source.title}", f"> {source.byline}"]
    lines += [re.sub(r"^◆\s*", "## ", paragraph) for paragraph in source.body]
    return ("\n\n".join(lines) + "\n").encode("utf-8")


def html(sources: list[Source]) -> bytes:
    """The article as a news site's page: navigation, share, related links, comments."""
    source = sources[0]
    body = "\n".join(f"      <p>　　{escape(paragraph)}</p>" for paragraph in source.body)
    page = (SOURCES / "page.html").read_text(encoding="utf-8")
    for name, value in {
        "title": escape(source.title),
        "published": source.published,
        "byline": escape(source.byline),
        "body": body,
    }.items():
        page = page.replace("{{" + name + "}}", value)
    return page.encode("utf-8")


def jsonl(sources: list[Source]) -> bytes:
    """Short news, a document a line, numbered from `brief-01`."""
    lines = []
    for number, source in enumerate(sources, start=1):
        record = {
            "id": f"brief-{number:02d}",
            "title": source.title,
            "source": source.field("来源"),
            "published": source.published,
            "text": "\n".join(source.body),
        }
        lines.append(json.dumps(record, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode("utf-8")


def docx(sources: list[Source]) -> bytes:
    """The article as a Word file, the smallest that readers accept."""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in (sources[0].title, sources[0].byline, *sources[0].body)
    )
    office = "http://schemas.openxmlformats.org"
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{word}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/officeDocument/2006/relationships/'
        'officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{office}/wordprocessingml/2006/main">'
        f"<w:body>{paragraphs}</w:body></w:document>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, xml in parts.items():
            stamp = zipfile.ZipInfo(name, date_time=(2022, 1, 1, 0, 0, 0))
            stamp.create_system = 3  # the same bytes on every system
            archive.writestr(stamp, declaration + xml)
    return buffer.getvalue()


BRIEFS = tuple(f"briefs/{number:02d}.txt" for number in range(1, 9))

RECIPES: tuple[Recipe, ...] = (
    Recipe("xiaoshan-wangcang.txt", ("xiaoshan-wangcang.txt",), plain),
    Recipe("xiaoshan-wangcang-reprint.txt", ("xiaoshan-wangcang-reprint.txt",), utf16),
    Recipe("xiaoshan-kangding.txt", ("xiaoshan-kangding.txt",), scraped()),
    Recipe("xiaoshan-longquan.html", ("xiaoshan-longquan.txt",), html),
    Recipe("gongshu-zhaohua.txt", ("gongshu-zhaohua.txt",), scraped("地平場")),
    Recipe("zhaohua-digital.md", ("zhaohua-digital.txt",), markdown),
    Recipe("chongqing-year.txt", ("chongqing-year.txt",), scraped_site()),
    Recipe("chongqing-pairs.txt", ("chongqing-pairs.txt",), gb18030),
    Recipe("shaoxing-leshan.txt", ("shaoxing-leshan.txt",), plain),
    Recipe("shaoxing-districts.txt", ("shaoxing-districts.txt",), forum),
    Recipe("suichang-platforms.txt", ("suichang-platforms.txt",), plain),
    Recipe("lanchuan-park-march.txt", ("lanchuan-park-march.txt",), plain),
    Recipe("lanchuan-park-visit.docx", ("lanchuan-park-visit.txt",), docx),
    Recipe("qingting-lanping.txt", ("qingting-lanping.txt",), big5),
    Recipe("yanbei-oldstreet.txt", ("yanbei-oldstreet.txt",), scraped_site("。現")),
    Recipe("briefs.jsonl", BRIEFS, jsonl),
)


def make_all() -> dict[str, bytes]:
    """Make every article in memory; keys are paths under `articles/`."""
    return {
        recipe.article: recipe.write([read_source(name) for name in recipe.sources])
        for recipe in RECIPES
    }


def main() -> None:
    """Write the articles that differ from their sources and name them; `--check` only names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 on a difference"
    )
    check = parser.parse_args().check
    ARTICLES.mkdir(exist_ok=True)
    stale = []
    for name, data in make_all().items():
        path = ARTICLES / name
        if not path.exists() or path.read_bytes() != data:
            stale.append(name)
            if not check:
                path.write_bytes(data)
    sys.stdout.write("".join(f"{name}\n" for name in stale))
    raise SystemExit(bool(check and stale))


if __name__ == "__main__":
    main()
