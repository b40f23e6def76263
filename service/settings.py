"""What can be set from outside, by environment variables that begin with WENJU_."""

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import InvalidSetting
from service.keys.mode import KeyMode
from service.question import Language

PREFIX = "WENJU_"
DEFAULT_STORE = Path(".wenju")


class Settings(BaseSettings):
    """Everything that can be set; `WENJU_TOP_K` sets `top_k`, and so on.

    An empty variable counts as not set.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True
    )

    store: Path = Field(DEFAULT_STORE, description="the folder that holds the index")
    embedding_model: str | None = Field(
        None, description="a sentence-transformers model name or path; empty for the bundled one"
    )
    reranker: str | None = Field(
        None,
        description="a sentence-transformers cross-encoder's name or path; empty for the "
        "built-in order",
    )
    accepted_error: float = Field(0.15, ge=0, le=1, description="a share from 0 to 1")
    llm: str | None = Field(
        None,
        pattern=r"^[a-z0-9_]+:.+$",
        description="PROVIDER:MODEL, such as openai:gpt-5-mini or ollama:qwen3; empty for none",
    )
    llm_base_url: str | None = Field(
        None, pattern=r"^https?://", description="an http or https address"
    )
    llm_api_key: SecretStr | None = Field(None, description="the provider's key")
    llm_timeout: float = Field(60.0, gt=0, le=3600, description="seconds, above 0 up to 3600")
    context_tokens: int = Field(
        2400, ge=200, le=1_000_000, description="a whole number from 200 to 1000000"
    )
    top_k: int = Field(8, ge=1, le=100, description="a whole number from 1 to 100")
    language: Language | None = Field(
        None, description="zh-Hans, zh-Hant or en; empty to answer in the asker's"
    )
    host: str = Field("127.0.0.1", min_length=1, description="a host name or address")
    port: int = Field(8000, ge=0, le=65535, description="a whole number from 0 to 65535")
    keys: KeyMode = Field(
        KeyMode.AUTO,
        description="auto (beyond this machine, and as soon as a key was made), required or off",
    )
    question_characters: int = Field(
        2000, ge=1, le=100_000, description="a whole number from 1 to 100000"
    )
    body_bytes: int = Field(
        32 * 1024 * 1024, ge=1024, description="a whole number of bytes, at least 1024"
    )


def load_settings(**given: object) -> Settings:
    """Read the settings from the environment.

    Args:
        **given: Values that win over the environment; None leaves a field to it.

    Raises:
        InvalidSetting: A value is not allowed; the message names the variable and
            what it may be.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**chosen)  # type: ignore[arg-type]  # pydantic checks them just below
    except ValidationError as error:
        raise InvalidSetting("; ".join(_complaints(error, chosen))) from None


def _complaints(error: ValidationError, given: dict[str, object]) -> list[str]:
    complaints = []
    for detail in error.errors(include_url=False):
        name = str(detail["loc"][0])
        origin = f"--{name.replace('_', '-')}" if name in given else f"{PREFIX}{name.upper()}"
        value = "(hidden)" if "key" in name else repr(detail["input"])
        allowed = Settings.model_fields[name].description
        complaints.append(f"{origin} cannot be {value}: it must be {allowed}")
    return complaints
