"""The configured language model, behind wenju's own errors and one deadline.

The one place that talks to providers. Nothing is traced to the outside: LangSmith stays
off whatever the environment says, unless tracing is asked for by name.
"""

import contextlib
import contextvars
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from index.errors import (
    GenerationError,
    GenerationRefused,
    GenerationTimeout,
    InvalidSetting,
    ModelUnavailable,
)
from index.pattern import lazy_pattern
from prompts.template import Prompt
from service.response_limit import OversizedResponseError, limit_response

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_PAUSE = 0.5  # seconds before the second attempt, when the server names none
_LONGEST_MESSAGE = 200  # characters of a provider's error that are repeated
_PROVIDER = lazy_pattern(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A chat model that answers within a deadline or raises a `GenerationError`.

    Attributes:
        chat: Any LangChain chat model.
        name: What answers are labelled with, such as `openai:some-model`.
        timeout: Seconds for one completion, retries included.
        attempts: Most requests for one completion; only a busy, failing or unreachable
            server is asked again.
        tracing: Let LangSmith's settings in the environment take effect.
    """

    chat: "BaseChatModel"
    name: str
    timeout: float = 60.0
    attempts: int = 2
    tracing: bool = False

    def complete(self, prompt: Prompt, *, timeout: float | None = None) -> str:
        """Return the model's reply to a prompt.

        Args:
            prompt: System and user message.
            timeout: Seconds left to the caller; the model's own when shorter or None.

        Returns:
            The reply's text, white space around it removed.

        Raises:
            GenerationTimeout: No reply within the time.
            GenerationRefused: The provider rejects the request (wrong key, unknown model,
                quota used up, too long).
            GenerationError: It cannot be reached, fails, or replies with no text.
        """
        seconds = self.timeout if timeout is None else min(timeout, self.timeout)
        if seconds <= 0:
            raise GenerationTimeout(f"no time was left to ask {self.name}")
        deadline = time.monotonic() + seconds
        for attempt in range(1, self.attempts + 1):
            try:
                return _within(deadline, lambda: self._request(prompt))
            except GenerationError:
                raise
            except Exception as error:
                translated = _translate(error, self.name)
                pause = _pause_before_retry(error)
                in_time = pause is not None and time.monotonic() + pause < deadline
                if attempt == self.attempts or pause is None or not in_time:
                    raise translated from error
            time.sleep(pause)
        raise GenerationError(f"{self.name}: no attempt was allowed")

    def _request(self, prompt: Prompt) -> str:
        messages = [("system", prompt.system), ("user", prompt.user)]
        with contextlib.nullcontext() if self.tracing else untraced():
            reply = self.chat.invoke(messages)
        text = str(reply.text).strip()
        if not text:
            raise GenerationError(f"{self.name} replied with no text")
        return text


@contextlib.contextmanager
def untraced() -> Iterator[None]:
    """Keep LangSmith from recording what LangChain does inside, whatever the environment."""
    from langsmith.run_helpers import tracing_context

    with tracing_context(enabled=False):
        yield


def load_language_model(
    spec: str,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    timeout: float = 60.0,
    attempts: int = 2,
    tracing: bool = False,
) -> LanguageModel:
    """Make the language model that a setting names; nothing is sent yet.

    Args:
        spec: `openai:MODEL` (any OpenAI-compatible URL), `ollama:MODEL`, or
            `PROVIDER:MODEL` for another provider that `init_chat_model` knows.
        base_url: The server, such as `http://localhost:8000/v1`; None for the provider's.
        api_key: The key; None for the provider's own environment variable. A server of
            one's own that asks for none needs none.
        timeout: Seconds for one completion, retries included.
        attempts: Most requests for one completion.
        tracing: Let LangSmith's settings in the environment take effect.

    Raises:
        InvalidSetting: `spec` is not `PROVIDER:MODEL`, or the provider is unknown.
        ModelUnavailable: The provider's package is not installed, or its key is missing.
    """
    provider, _, model = spec.strip().partition(":")
    if not model.strip() or not _PROVIDER.fullmatch(provider):
        raise InvalidSetting(f"{spec!r} is not PROVIDER:MODEL, such as openai:MODEL")
    options = _options(provider, base_url=base_url, api_key=api_key, timeout=timeout)
    chat = _init(provider, model.strip(), options)
    return LanguageModel(chat, f"{provider}:{model.strip()}", timeout, attempts, tracing)


def _options(
    provider: str, *, base_url: str | None, api_key: str | None, timeout: float
) -> dict[str, Any]:
    """Return what the provider's class is called with; retries are ours alone."""
    options: dict[str, Any] = {"temperature": 0}
    if base_url:
        options["base_url"] = base_url
    if provider == "ollama":
        options["client_kwargs"] = _client_options(timeout)
        return options
    options |= {"timeout": timeout, "max_retries": 0}
    if api_key:
        options["api_key"] = api_key
    if provider == "openai":
        options["http_client"] = _openai_client(timeout)
        options["stream_usage"] = False
        if base_url:
            options["api_key"] = api_key or "none"
            options["use_responses_api"] = False
    return options


def _client_options(timeout: float) -> dict[str, Any]:
    return {
        "timeout": timeout,
        "follow_redirects": False,  # a question must not wander to a server nobody named
        # A connection a call: nothing is left open, and none is found stale an hour later.
        "headers": {"Accept-Encoding": "identity", "Connection": "close"},
        "event_hooks": {"response": [limit_response()]},
    }


def _openai_client(timeout: float) -> object:
    try:
        from openai import DefaultHttpxClient
    except ImportError as error:
        raise ModelUnavailable(_how_to_install("langchain-openai")) from error
    return DefaultHttpxClient(**_client_options(timeout))


def _init(provider: str, model: str, options: dict[str, Any]) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    try:
        chat = init_chat_model(model, model_provider=provider, **options)
    except ImportError as error:
        named = re.search(r"pip install ([\w-]+)", str(error))
        package = named[1] if named else f"langchain-{provider}"
        raise ModelUnavailable(_how_to_install(package)) from error
    except Exception as error:
        if "Unsupported provider" in str(error):
            raise InvalidSetting(f"no provider is called {provider!r}") from error
        reason = f"{type(error).__name__}: {_brief(str(error))}"
        raise ModelUnavailable(f"{provider}:{model} cannot be used: {reason}") from error
    return cast("BaseChatModel", chat)


def _how_to_install(package: str) -> str:
    return f"this provider needs a package that is not installed: pip install {package}"


def _within(deadline: float, action: Callable[[], str]) -> str:
    """Run `action` in a thread of its own and wait for it until the deadline.

    A server that dribbles keeps every read timeout from firing; only the clock stops it.
    The thread is left to die by its own timeouts.
    """
    outcome: queue.SimpleQueue[str | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put(action())
        except BaseException as error:
            outcome.put(error)

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(run,), daemon=True).start()
    try:
        result = outcome.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        raise GenerationTimeout("the language model did not answer in time") from None
    if isinstance(result, BaseException):
        raise result
    return result


def _translate(error: Exception, name: str) -> GenerationError:
    """Return the wenju error that stands for a provider's, told apart by status and type."""
    status = _status(error)
    if status in (408, 504) or (status is None and _is_timeout(error)):
        return GenerationTimeout(f"{name} did not answer in time")
    if status in (401, 403):
        return GenerationRefused(f"{name} rejected the key (HTTP {status})")
    if status == 429:
        return GenerationRefused(f"{name} allows no more requests now (HTTP 429)")
    if status is not None and 300 <= status < 500:
        return GenerationRefused(f"{name} rejected the request (HTTP {status})")
    reason = f"HTTP {status}" if status else f"{type(error).__name__}: {_brief(str(error))}"
    return GenerationError(f"{name} failed ({reason})")


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) and status > 0 else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_timeout(error: BaseException) -> bool:
    return any(
        isinstance(cause, TimeoutError) or "timeout" in type(cause).__name__.lower()
        for cause in _causes(error)
    )


def _pause_before_retry(error: Exception) -> float | None:
    """Return the seconds to wait before asking again, or None when it would not help."""
    status = _status(error)
    if status is None:
        lost = any("connect" in type(cause).__name__.lower() for cause in _causes(error))
        too_large = any(isinstance(cause, OversizedResponseError) for cause in _causes(error))
        return _PAUSE if lost and not too_large and not _is_timeout(error) else None
    if status != 429 and status < 500:
        return None
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", _PAUSE)))
    except ValueError:
        return _PAUSE


def _brief(message: str) -> str:
    return " ".join(message.split())[:_LONGEST_MESSAGE]
