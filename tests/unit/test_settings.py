from pathlib import Path

import pytest

from index.errors import InvalidSetting
from service.question import Language
from service.settings import Settings, load_settings


def test_every_field_is_set_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJU_STORE", "elsewhere")
    monkeypatch.setenv("WENJU_LLM", "openai:some-model")
    monkeypatch.setenv("WENJU_LANGUAGE", "zh-Hant")
    settings = load_settings()
    assert settings.store == Path("elsewhere")
    assert settings.llm == "openai:some-model"
    assert settings.language is Language.TRADITIONAL


def test_what_is_given_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJU_PORT", "9000")
    assert load_settings(port=9001).port == 9001
    assert load_settings(port=None).port == 9000


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJU_LLM", "")
    assert load_settings().llm is None


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("WENJU_TOP_K", "0", "a whole number from 1 to 100"),
        ("WENJU_LLM", "just-a-name", "PROVIDER:MODEL"),
        ("WENJU_LANGUAGE", "fr", "zh-Hans, zh-Hant or en"),
        ("WENJU_LLM_BASE_URL", "ftp://x", "http or https"),
    ],
)
def test_a_value_that_is_not_allowed_is_named_with_what_is(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidSetting) as refused:
        load_settings()
    assert variable in str(refused.value)
    assert value in str(refused.value)
    assert allowed in str(refused.value)


def test_a_value_from_an_option_is_blamed_on_the_option() -> None:
    with pytest.raises(InvalidSetting, match="--port"):
        load_settings(port=70000)


def test_a_key_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJU_LLM_API_KEY", "sk-very-secret")
    assert "very-secret" not in repr(load_settings())


def test_every_field_says_what_it_may_be() -> None:
    assert all(field.description for field in Settings.model_fields.values())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_line_wins_over_environment_dotenv_file_and_default(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "wenju.toml").write_text("port = 1\ntop_k = 2\nqueue = 3\n", encoding="utf-8")
    assert (load_settings().port, load_settings().top_k, load_settings().queue) == (1, 2, 3)
    (folder / ".env").write_text("WENJU_PORT=11\nWENJU_TOP_K=12\nOTHER=x\n", encoding="utf-8")
    assert (load_settings().port, load_settings().top_k, load_settings().queue) == (11, 12, 3)
    monkeypatch.setenv("WENJU_PORT", "21")
    assert (load_settings().port, load_settings().top_k) == (21, 12)
    assert load_settings(port=31).port == 31
    assert load_settings().host == "127.0.0.1"


@pytest.mark.parametrize("named", ["elsewhere", "elsewhere/wenju.toml"])
def test_the_files_may_lie_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "wenju.toml").write_text("port = 1\n", encoding="utf-8")
    (folder / "elsewhere" / ".env").write_text("WENJU_TOP_K=12\n", encoding="utf-8")
    (folder / "wenju.toml").write_text("port = 5\n", encoding="utf-8")
    monkeypatch.setenv("WENJU_CONFIG", named)
    assert (load_settings().port, load_settings().top_k) == (1, 12)


def test_files_that_are_named_must_be_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJU_CONFIG", "nowhere.toml")
    with pytest.raises(InvalidSetting, match=r"nowhere\.toml"):
        load_settings()


def test_an_unknown_key_of_the_file_is_named_with_the_nearest_one(folder: Path) -> None:
    (folder / "wenju.toml").write_text("prot = 1\n[server]\nport = 2\n", encoding="utf-8")
    with pytest.raises(InvalidSetting) as refused:
        load_settings()
    assert "'prot' (did you mean 'port'?)" in str(refused.value)
    assert "'server'" in str(refused.value)
    assert "wenju.toml" in str(refused.value)


@pytest.mark.parametrize(
    ("file", "content", "named"),
    [
        ("wenju.toml", "port = \n", "wenju.toml cannot be read"),
        ("wenju.toml", 'port = "many"\n', "port in wenju.toml cannot be 'many'"),
        (".env", "WENJU_PORT=many\n", "WENJU_PORT in .env cannot be 'many'"),
        (".env", "WENJU_PORT=\xff\n", ".env cannot be read"),
    ],
)
def test_a_fault_of_a_file_names_the_file(
    folder: Path, file: str, content: str, named: str
) -> None:
    (folder / file).write_text(content, encoding="latin-1")
    with pytest.raises(InvalidSetting) as refused:
        load_settings()
    assert named in str(refused.value)


def test_a_list_is_separated_by_commas_or_is_one_in_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "wenju.toml").write_text('origins = ["https://a", "https://b"]\n', encoding="utf-8")
    assert load_settings().origins == ("https://a", "https://b")
    monkeypatch.setenv("WENJU_ORIGINS", "https://c, https://d")
    assert load_settings().origins == ("https://c", "https://d")


def test_a_secret_is_not_shown_when_it_is_wrong() -> None:
    with pytest.raises(InvalidSetting) as refused:
        load_settings(llm_api_key=5)
    assert "5" not in str(refused.value)
    assert "--llm-api-key cannot be (hidden)" in str(refused.value)
