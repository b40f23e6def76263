"""What can be set from outside: by options, WENJU_ variables, `.env` and `wenju.toml`."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, get_args

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from index.engine import Engine
from index.errors import InvalidSetting
from service.keys.mode import KeyMode
from service.question import Language
from service.setting_sources import ENVIRONMENT, PREFIX, Source, read_sources

DEFAULT_STORE = Path(".wenju")


class LogFormat(StrEnum):
    """How a line of the log is written."""

    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    """From which weight on something is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _split(value: object) -> object:
    """Return the parts of a text between commas; anything else as it is."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """Everything that can be set; `WENJU_TOP_K` sets `top_k`, and so on.

    An empty variable counts as not set.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True
    )

    store: Path = Field(DEFAULT_STORE, description="the folder that holds the index")
    database: SecretStr | None = Field(
        None,
        description="the URL of a database, such as postgresql+psycopg://user@host/name; empty "
        "for a file in the store's folder",
    )
    milvus: str | None = Field(
        None,
        description="the address of a Milvus that holds vectors and terms, such as "
        "http://localhost:19530, or a file ending in .db for milvus-lite; empty for indexes in "
        "the store's folder",
    )
    milvus_token: SecretStr | None = Field(
        None, description="user:password, or a key, for that Milvus"
    )
    milvus_database: str | None = Field(
        None, description="a database of that Milvus; empty for its default one"
    )
    engine: Engine = Field(
        Engine.PROCESSES,
        description="processes, or ray to share an ingest among the machines of a Ray cluster",
    )
    embedding_model: str | None = Field(
        None, description="a sentence-transformers model name or path; empty for the bundled one"
    )
    reranker: str | None = Field(
        None,
        description="a sentence-transformers cross-encoder's name or path; empty for the "
        "built-in order",
    )
    accepted_error: float = Field(0.12, ge=0, le=1, description="a share from 0 to 1")
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
    origins: Names = Field(
        (),
        description="origins of pages that may call from a browser, such as "
        "https://chat.example.org, separated by commas",
    )
    hosts: Names = Field(
        (),
        description="names by which the service is called besides localhost, where it needs no "
        "key; separated by commas",
    )
    metrics_open: bool = Field(False, description="true to show /metrics without a key, or false")
    concurrency: int = Field(2, ge=1, le=256, description="a whole number from 1 to 256")
    queue: int = Field(32, ge=0, le=10_000, description="a whole number from 0 to 10000")
    connections: int = Field(1000, ge=1, le=60_000, description="a whole number from 1 to 60000")
    receive_seconds: float = Field(20.0, gt=0, le=3600, description="seconds, above 0 up to 3600")
    answer_seconds: float = Field(120.0, gt=0, le=3600, description="seconds, above 0 up to 3600")
    shutdown_seconds: float = Field(30.0, gt=0, le=3600, description="seconds, above 0 up to 3600")
    question_characters: int = Field(
        2000, ge=1, le=100_000, description="a whole number from 1 to 100000"
    )
    body_bytes: int = Field(
        32 * 1024 * 1024, ge=1024, description="a whole number of bytes, at least 1024"
    )
    upload_bytes: int = Field(
        16 * 1024 * 1024, ge=1, description="a whole number of bytes, at least 1"
    )
    upload_files: int = Field(100, ge=1, le=10_000, description="a whole number from 1 to 10000")
    jobs: int = Field(16, ge=1, le=1000, description="a whole number from 1 to 1000")
    log_format: LogFormat = Field(LogFormat.CONSOLE, description="console or json")
    log_level: LogLevel = Field(LogLevel.INFO, description="debug, info, warning or error")
    log_content: bool = Field(False, description="true or false")
    tracing: bool = Field(False, description="true or false")


def load_settings(**given: object) -> Settings:
    """Read the settings: what is given, then the environment, `.env`, `wenju.toml`, defaults.

    Args:
        **given: Values of the command line, which win; None leaves a field to the others.

    Raises:
        InvalidSetting: A value is not allowed, or a file cannot be read or holds a setting
            that there is none of; the message names the place and what it may be.
    """
    return settings_from(read_sources(Settings, given))


def settings_from(sources: Sequence[Source]) -> Settings:
    """Return the settings of sources, of which the first that has a value counts.

    Raises:
        InvalidSetting: A value is not allowed.
    """
    merged: dict[str, object] = {}
    # `Settings` reads the environment itself; only where files stand behind it must it be
    # read here, to win over them.
    beside = sources if len(sources) > 2 else [one for one in sources if one.name != ENVIRONMENT]
    for source in reversed(beside):
        merged |= source.values
    try:
        return Settings(**merged)  # type: ignore[arg-type]  # pydantic checks them just below
    except ValidationError as error:
        raise InvalidSetting("; ".join(_complaints(error, sources))) from None


def _complaints(error: ValidationError, sources: Sequence[Source]) -> list[str]:
    complaints = []
    for detail in error.errors(include_url=False):
        name = str(detail["loc"][0])
        place = next((one.place(name) for one in sources if name in one.values), name)
        value = "(hidden)" if is_secret(name) else repr(detail["input"])
        allowed = Settings.model_fields[name].description
        complaints.append(f"{place} cannot be {value}: it must be {allowed}")
    return complaints


def is_secret(name: str) -> bool:
    """Say whether a setting's value may never be shown."""
    return SecretStr in (Settings.model_fields[name].annotation, *_parts(name))


def _parts(name: str) -> tuple[object, ...]:
    return get_args(Settings.model_fields[name].annotation)
