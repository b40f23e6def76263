import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli.app import create_app, main
from tests.fakes import HARBOUR, FakeLibrary

runner = CliRunner()


def run(*arguments: str, library: FakeLibrary | None = None, stdin: bytes | None = None):
    held = library or FakeLibrary()
    app = create_app(plugins=False)
    return runner.invoke(app, list(arguments), obj=lambda settings: held, input=stdin)


def test_an_answer_is_shown_with_its_quote_marked_and_its_place() -> None:
    result = run("ask", "投资")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "投资4.2亿元"
    assert "【投资】4.2亿元" in result.stdout
    assert "青石港扩建 · 2024-03-01" in result.stdout
    assert "harbour.txt [18, 25)" in result.stdout


def test_a_refusal_ends_with_code_1_and_shows_the_nearest_evidence() -> None:
    result = run("ask", "月球")
    assert result.exit_code == 1
    assert "最接近的内容" in result.stdout


def test_the_words_around_an_answer_are_in_the_askers_language() -> None:
    assert "Nearest evidence" in run("ask", "moon").stdout
    assert "最接近的內容" in run("ask", "誰發現月球").stdout


def test_ask_json_has_the_fields_that_programs_rely_on() -> None:
    payload = json.loads(run("ask", "投资", "--json").stdout)
    assert payload["answer"] == "投资4.2亿元"
    assert payload["status"] == "answered"
    assert payload["refusal_reason"] is None
    assert payload["offset_unit"] == "unicode_codepoint"
    assert payload["index_generation"] == 1
    assert payload["timings"] == {"total": 1.25}
    (citation,) = payload["citations"]
    assert citation["answer"] == {"start_index": 0, "end_index": 7}
    assert citation["published"] == "2024-03-01"
    assert citation["content_sha256"] == HARBOUR.sha256
    assert citation["support"] == {"verdict": "supported", "score": 0.9}
    start, end = citation["start_char_index"], citation["end_char_index"]
    assert HARBOUR.text[start:end] == citation["cited_text"]


def test_lines_of_standard_input_are_answered_in_order_one_json_line_each() -> None:
    result = run("ask", "-", "--json", stdin="投资\n\n月球\n泊位\n".encode())
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["status"] for line in lines] == ["answered", "refused", "refused", "answered"]
    assert lines[1]["refusal_reason"] == "unsafe_or_empty_question"
    assert result.exit_code == 0


def test_a_bad_line_never_stops_the_lines_after_it() -> None:
    long = "长" * 5000
    stdin = b"\xff\xfe\n" + f"{long}\n投资\n".encode()
    result = run("ask", "-", "--json", stdin=stdin)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["status"] for line in lines] == ["refused", "refused", "answered"]
    assert "UTF-8" in lines[0]["answer"]


def test_lines_that_are_all_refused_end_with_code_1() -> None:
    assert run("ask", "-", "--json", stdin="月球\n".encode()).exit_code == 1


def test_search_json_gives_the_original_characters_of_each_hit() -> None:
    payload = json.loads(run("search", "泊位", "-k", "3", "--json").stdout)
    (hit,) = payload["hits"]
    assert hit["document_id"] == "harbour.txt"
    assert hit["passage_id"] == "harbour.txt#0"
    assert HARBOUR.text[hit["start_char_index"] : hit["end_char_index"]] == hit["cited_text"]


def test_a_chat_passes_earlier_turns_on_until_it_is_told_to_forget() -> None:
    library = FakeLibrary()
    result = run("chat", library=library, stdin="投资\n泊位\n/new\n月球\n/quit\n".encode())
    assert result.exit_code == 0
    assert [len(question.history) for question in library.questions] == [0, 2, 0]
    assert library.questions[1].history[0].text == "投资"


def test_ingest_reports_what_was_read_and_what_was_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("甲镇有桥3座。", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\xff\xff")
    result = run("ingest", str(tmp_path))
    assert result.exit_code == 0
    assert "skipped: cannot be read" in result.stdout
    assert "1 new, 0 replaced" in result.stdout


def test_ingest_that_reads_nothing_ends_with_code_2(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"\xff\xff")
    assert run("ingest", str(tmp_path), "--json").exit_code == 2


def test_documents_lists_what_is_held() -> None:
    payload = json.loads(run("documents", "--json").stdout)
    assert [entry["id"] for entry in payload["documents"]] == ["harbour.txt"]
    assert "harbour.txt" in run("documents").stdout


def test_remove_takes_all_or_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = FakeLibrary()
    result = run("remove", "harbour.txt", "nowhere", library=library)
    assert result.exception is not None
    assert "nowhere" in str(result.exception)
    assert [summary.id for summary in library.documents()] == ["harbour.txt"]
    assert run("remove", "harbour.txt", library=library).exit_code == 0
    assert library.documents() == []


def test_an_expected_error_ends_with_code_2_and_no_traceback(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["documents", "--store", str(tmp_path / "none")])
    assert ended.value.code == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("wenju: ")
    assert "Traceback" not in shown.err
    assert shown.out == ""


def test_a_setting_that_is_not_allowed_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENJU_TOP_K", "many")
    with pytest.raises(SystemExit) as ended:
        main(["documents"])
    assert ended.value.code == 2
    assert "WENJU_TOP_K" in capsys.readouterr().err


def test_every_command_has_help_with_an_example() -> None:
    for command in ("ask", "search", "chat", "ingest", "documents", "remove", "serve", "doctor"):
        result = run(command, "--help")
        assert result.exit_code == 0
        assert f"wenju {command}" in result.stdout


def test_an_answer_is_verified_against_a_file_without_an_index(tmp_path: Path) -> None:
    page = tmp_path / "port.txt"
    page.write_text("青石港去年新建泊位6个，投资4.2亿元。", encoding="utf-8")
    app = create_app(plugins=False)
    arguments = ["verify", "新建泊位8个，投资4.2亿元。", "--document", str(page)]
    result = runner.invoke(app, arguments, obj=lambda settings: pytest.fail("a store was opened"))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:2] == [
        "contradicted 新建泊位8个，投资4.2亿元。",
        "  figure_differs: 8个 | 6个",
    ]


def test_a_proven_answer_ends_with_code_0() -> None:
    result = run("verify", "-", "--document", HARBOUR.id, "--json", stdin="投资4.2亿元".encode())
    assert result.exit_code == 0
    proof = json.loads(result.stdout)
    assert proof["verdict"] == "supported"
    (claim,) = proof["claims"]
    place = claim["source"]
    cited = HARBOUR.text[place["start_char_index"] : place["end_char_index"]]
    assert cited == "青石港去年新建泊位6个，投资4.2亿元。"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(SystemExit) as ended:
        main(["verify", "a", "--document", str(tmp_path / "empty.txt")])
    assert ended.value.code == 2
