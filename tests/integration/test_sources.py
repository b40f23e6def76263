import gzip
import json
import os
from pathlib import Path
from typing import IO

from index.document import Document
from index.read_report import FileReport, FileStatus, ReadReport
from index.sources import Outcome, Skipped, Warned, read_sources
from index.walk import FileSystem

TEXT = "村里修了新的公路，茶叶卖得更好。\n"


class ForbiddenFiles(FileSystem):
    """A file system that denies some names, as one does to a user without rights."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def entries(self, folder: Path) -> list[Path]:
        if folder.name in self.names:
            raise PermissionError(13, "Permission denied")
        return super().entries(folder)

    def open(self, path: Path) -> IO[bytes]:
        if path.name in self.names:
            raise PermissionError(13, "Permission denied")
        return super().open(path)


def documents(outcomes: list[Outcome]) -> dict[str, str]:
    return {item.id: item.text for item in outcomes if isinstance(item, Document)}


def reasons(outcomes: list[Outcome]) -> dict[str, str]:
    return {Path(item.path).name: item.reason for item in outcomes if isinstance(item, Skipped)}


def write(folder: Path, **files: str | bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name.replace("_", ".")).write_bytes(data)


def test_a_folder_is_read_in_order_of_names_with_ids_below_it(tmp_path) -> None:
    write(tmp_path / "b", two_txt="二")
    write(tmp_path, c_md="三", a_TXT="一")
    assert list(documents(list(read_sources([tmp_path])))) == ["a.TXT", "b/two.txt", "c.md"]


def test_a_document_knows_its_absolute_path_and_encoding(tmp_path) -> None:
    write(tmp_path, a_txt=TEXT.encode("gb18030"))
    warned, document = read_sources([tmp_path / "a.txt"])
    assert isinstance(warned, Warned)
    assert isinstance(document, Document)
    assert (document.id, document.path) == ("a.txt", str(tmp_path / "a.txt"))
    assert (document.text, document.encoding) == (TEXT, "gb18030")


def test_one_bad_file_never_stops_the_others(tmp_path) -> None:
    write(
        tmp_path,
        a_txt=bytes(range(256)) * 9,
        b_pdf=b"%PDF-1.4 cut",
        c_docx=b"no zip",
        d_xyz="字",
        e_txt="",
        f_txt=" \n ",
        g_html="<html></html>",
        h_txt=TEXT,
    )
    outcomes = list(read_sources([tmp_path, tmp_path / "missing.txt"]))
    assert documents(outcomes) == {"h.txt": TEXT}
    told = reasons(outcomes)
    assert told.pop("b.pdf").startswith("the PDF is broken")
    assert told.pop("c.docx").startswith("the Word file is broken")
    assert told == {
        "a.txt": "looks like binary",
        "d.xyz": "no reader for .xyz files",
        "e.txt": "empty",
        "f.txt": "empty",
        "g.html": "the page shows no text",
        "missing.txt": "does not exist",
    }


def test_a_folder_and_a_file_without_rights_are_told(tmp_path) -> None:
    write(tmp_path / "locked", a_txt=TEXT)
    write(tmp_path, b_txt=TEXT, c_txt=TEXT)
    outcomes = list(read_sources([tmp_path], files=ForbiddenFiles("locked", "b.txt")))
    assert documents(outcomes) == {"c.txt": TEXT}
    assert reasons(outcomes) == {
        "b.txt": "no permission to read",
        "locked": "no permission to read",
    }


def test_hidden_files_are_passed_over_unless_given(tmp_path) -> None:
    write(tmp_path / ".git", x_txt=TEXT)
    (tmp_path / ".note.txt").write_text(TEXT, encoding="utf-8")
    assert list(read_sources([tmp_path])) == []
    assert list(documents(list(read_sources([tmp_path / ".note.txt"])))) == [".note.txt"]


def test_loops_and_broken_links_do_not_trap_the_walk(tmp_path) -> None:
    write(tmp_path / "in", a_txt=TEXT)
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    outcomes = list(read_sources([tmp_path]))
    assert documents(outcomes) == {"in/a.txt": TEXT}
    assert set(reasons(outcomes)) == {"gone.txt", "self"}


def test_pipes_are_told_and_not_waited_for(tmp_path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert reasons(list(read_sources([tmp_path]))) == {"a.txt": "not a regular file"}


def test_names_that_no_encoding_can_write_do_not_crash(tmp_path) -> None:
    (tmp_path / os.fsdecode(b"\xff\xfe.txt")).write_text(TEXT, encoding="utf-8")
    (document,) = read_sources([tmp_path])
    assert isinstance(document, Document)
    assert document.id.encode() == "\ufffd\ufffd.txt".encode()


def test_a_file_over_the_limit_is_told(tmp_path) -> None:
    write(tmp_path, a_txt="字" * 1_000)
    outcomes = list(read_sources([tmp_path], max_bytes=1_000))
    assert reasons(outcomes) == {"a.txt": "larger than 0.000953674 MB"}


def test_a_long_file_without_a_line_break_is_read(tmp_path) -> None:
    text = "产业园区协作" * 100_000
    write(tmp_path, a_txt=text)
    assert documents(list(read_sources([tmp_path]))) == {"a.txt": text}


def test_the_same_name_in_two_folders_gives_two_ids(tmp_path) -> None:
    write(tmp_path / "x", a_txt="一")
    write(tmp_path / "y", a_txt="二")
    paths = [tmp_path / "x", tmp_path / "y"]
    first, second = documents(list(read_sources(paths)))
    assert first == "a.txt"
    assert second.startswith("a.txt@")
    assert len(second) == len("a.txt@") + 6


def test_ids_in_the_store_are_kept_by_their_own_files_only(tmp_path) -> None:
    write(tmp_path / "x", a_txt="一")
    write(tmp_path / "y", a_txt="二")
    (first,) = documents(list(read_sources([tmp_path / "x"])))
    taken: dict[str, str | None] = {first: str(tmp_path / "x" / "a.txt")}
    (second,) = documents(list(read_sources([tmp_path / "y"], taken=taken)))
    assert second.startswith("a.txt@")
    taken[second] = str(tmp_path / "y" / "a.txt")
    assert list(documents(list(read_sources([tmp_path / "x"], taken=taken)))) == [first]
    del taken[first]
    assert list(documents(list(read_sources([tmp_path / "y"], taken=taken)))) == [second]


def test_a_file_reached_twice_is_read_once(tmp_path) -> None:
    write(tmp_path, a_txt="一")
    assert len(list(read_sources([tmp_path, tmp_path / "a.txt", tmp_path]))) == 1


def test_records_keep_their_ids_and_bad_ones_are_told(tmp_path) -> None:
    lines = ['{"id": "k", "text": "一"}', "oops", '{"id": "k", "text": "二"}']
    write(tmp_path, r_jsonl="\n".join(lines))
    document, bad, again = read_sources([tmp_path])
    assert isinstance(document, Document)
    assert (document.id, document.text) == ("k", "一")
    assert isinstance(bad, Warned)
    assert bad.reason.startswith("line 2: not JSON")
    assert isinstance(again, Warned)
    assert "was read before" in again.reason


def test_packed_records_are_read_and_a_cut_file_gives_what_it_holds(tmp_path) -> None:
    lines = [json.dumps({"id": str(n), "text": os.urandom(99).hex()}) for n in range(2_000)]
    packed = gzip.compress("\n".join(lines).encode())
    write(tmp_path, whole_jsonl_gz=packed)
    assert len(documents(list(read_sources([tmp_path])))) == 2_000
    write(tmp_path, whole_jsonl_gz=packed[: len(packed) // 2])
    outcomes = list(read_sources([tmp_path]))
    assert 500 < len(documents(outcomes)) < 2_000
    assert isinstance(outcomes[-1], Warned)
    assert outcomes[-1].reason.startswith("the gzip file is broken")


def test_records_without_a_document_are_skipped(tmp_path) -> None:
    write(tmp_path, r_jsonl="oops")
    outcomes = list(read_sources([tmp_path]))
    assert isinstance(outcomes[0], Warned)
    assert isinstance(outcomes[1], Skipped)


def test_progress_is_told_before_each_file_and_at_the_end(tmp_path) -> None:
    write(tmp_path, a_txt="一", b_xyz="二")
    told: list[tuple[int, int, str]] = []
    list(read_sources([tmp_path], on_progress=lambda *step: told.append(step)))
    assert told == [
        (0, 2, str(tmp_path / "a.txt")),
        (1, 2, str(tmp_path / "b.xyz")),
        (2, 2, ""),
    ]


def test_the_report_has_a_row_for_each_file(tmp_path) -> None:
    write(tmp_path, a_txt=TEXT, b_txt=TEXT.encode("gb18030"), c_xyz="字")
    report = ReadReport()
    for outcome in read_sources([tmp_path]):
        report.add(outcome)
    assert [(Path(row.path).name, row.status.value, row.reason) for row in report.rows] == [
        ("a.txt", "read", ""),
        ("b.txt", "warning", "encoding guessed: gb18030"),
        ("c.xyz", "skipped", "no reader for .xyz files"),
    ]
    assert report.documents == 2
    assert report.count(FileStatus.SKIPPED) == 1


def test_a_report_lists_the_first_reasons_and_counts_the_rest() -> None:
    report = ReadReport()
    for number in range(50):
        report.add(Warned("/r.jsonl", f"line {number}"))
    (row,) = report.rows
    assert isinstance(row, FileReport)
    assert row.reason.endswith("line 19; and 30 more")
