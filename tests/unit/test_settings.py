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
