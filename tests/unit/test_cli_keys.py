import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli.app import create_app, main
from service.cli.configuring import HIDDEN
from service.keys.key_file import KeyFile
from service.keys.keyring import Keyring
from service.keys.mode import KeyMode
from service.keys.scope import KeyScope


def run(*arguments: str, store: Path) -> str:
    given = [*arguments, "--store", str(store)]
    result = CliRunner().invoke(create_app(plugins=False), given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_key_is_shown_once_and_good_for_what_it_was_made_for(tmp_path: Path) -> None:
    token = run(
        *("keys", "add", "--name", "office", "--scope", "ask", "--scope", "ingest"),
        *("--collection", "news", "--rate", "60/min"),
        store=tmp_path,
    ).strip()
    key = Keyring(KeyFile(tmp_path), KeyMode.AUTO, beyond_loopback=False).owner(token)
    assert key is not None
    assert key.scopes == {KeyScope.ASK, KeyScope.INGEST}
    assert (key.name, key.collections, key.rate) == ("office", ("news",), 60)
    listed = run("keys", "list", "--json", store=tmp_path)
    assert [entry["name"] for entry in json.loads(listed)["keys"]] == ["office"]
    assert token not in listed


def test_keys_are_taken_back_by_name(tmp_path: Path) -> None:
    token = run("keys", "add", "--name", "office", "--scope", "ask", store=tmp_path).strip()
    run("keys", "revoke", "office", store=tmp_path)
    assert Keyring(KeyFile(tmp_path), KeyMode.AUTO, beyond_loopback=False).owner(token) is None
    assert "office" in run("keys", "list", store=tmp_path)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("keys", "revoke", "nobody"), "nobody"),
        (("keys", "add", "--name", "x", "--scope", "ask", "--rate", "fast"), "--rate"),
        (("keys", "add", "--name", "x", "--scope", "ask", "--collection", "a b"), "'a b'"),
    ],
)
def test_what_cannot_be_is_an_error_that_names_it(
    arguments: tuple[str, ...], named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--store", str(tmp_path)])
    assert ended.value.code == 2
    assert named in capsys.readouterr().err
    assert not (tmp_path / "keys.json").exists()


def test_serving_beyond_this_machine_without_a_key_says_how_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--host", "0.0.0.0", "--port", "0", "--store", str(tmp_path)])  # noqa: S104
    assert ended.value.code == 2
    assert "wenju keys add --name NAME --scope ask" in capsys.readouterr().err


def test_config_says_where_each_setting_comes_from_and_hides_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wenju.toml").write_text("top_k = 5\nport = 1\n", encoding="utf-8")
    (tmp_path / ".env").write_text("WENJU_LLM_API_KEY=very-secret\n", encoding="utf-8")
    monkeypatch.setenv("WENJU_PORT", "9000")
    monkeypatch.setenv("WENJU_LLM_BASE_URL", "https://me:very-secret@models.example/v1")
    monkeypatch.setenv("WENJU_TOPK", "3")
    shown = run("config", "--json", store=tmp_path)
    rows = {row["setting"]: (row["value"], row["from"]) for row in json.loads(shown)["settings"]}
    assert rows["store"] == (str(tmp_path), "command line")
    assert rows["port"] == (9000, "environment")
    assert rows["llm_api_key"] == (HIDDEN, ".env")
    assert rows["top_k"] == (5, "wenju.toml")
    assert rows["host"] == ("127.0.0.1", "default")
    assert rows["llm_base_url"][0] == f"https://{HIDDEN}@models.example/v1"
    assert json.loads(shown)["remarks"] == ["WENJU_TOPK sets nothing (did you mean 'WENJU_TOP_K'?)"]
    assert "very-secret" not in shown + run("config", store=tmp_path)
