"""From a scraped page to passages, through reading, cleaning and splitting together."""

from pathlib import Path

from index.clean.cleaning import clean_document
from index.document import Document, Passage
from index.sources import read_sources
from index.split import split_passages

PAGE = """您當(dāng)前的位置 :首頁 >
兩縣合建茶園,村民在家門口上工
2022-03-04 10:00:00   來源:河谷晚報  分享到微博

甲縣與乙縣簽約,合建一座茶葉加工園,總投資三億元,預(yù)計(jì)明年投產(chǎn)。

資金怎么來

其中甲縣出資二億元,乙縣出資一億元,分兩期到位。第一期建廠房,第二期建倉庫。

2023年的打算

园區(qū)還要修一條路,把茶山和車站連起來,讓鮮葉當(dāng)天就能運(yùn)走。

[責(zé)任編輯:小河]
"""


def passages(tmp_path: Path, data: bytes) -> tuple[Document, list[Passage]]:
    (tmp_path / "page.txt").write_bytes(data)
    documents = [item for item in read_sources([tmp_path]) if isinstance(item, Document)]
    clean = clean_document(documents[0])
    return clean.document, split_passages(clean)


def test_a_scraped_page_becomes_passages_under_their_headings(tmp_path) -> None:
    document, found = passages(tmp_path, PAGE.encode())
    assert document.metadata.title == "兩縣合建茶園,村民在家門口上工"
    assert [passage.headings for passage in found] == [(), ("資金怎么來",), ("2023年的打算",)]
    assert found[0].text == "甲縣與乙縣簽約,合建一座茶葉加工園,總投資三億元,預計明年投產。"
    assert found[0].context.splitlines()[0] == document.metadata.title


def test_every_passage_points_at_the_characters_it_was_read_from(tmp_path) -> None:
    document, found = passages(tmp_path, PAGE.encode())
    first = found[0].span.of(document.text)
    assert first.startswith("甲縣與乙縣簽約")
    assert first.endswith("預(yù)計(jì)明年投產(chǎn)。")


def test_the_encoding_of_the_file_changes_nothing(tmp_path) -> None:
    _, as_utf8 = passages(tmp_path, PAGE.encode())
    document, as_gb18030 = passages(tmp_path, PAGE.encode("gb18030"))
    assert document.encoding == "gb18030"
    assert as_gb18030 == as_utf8


def test_no_furniture_reaches_a_passage(tmp_path) -> None:
    _, found = passages(tmp_path, PAGE.encode())
    everything = "".join(passage.context for passage in found)
    assert not any(word in everything for word in ("首頁", "微博", "編輯", "晚報"))
