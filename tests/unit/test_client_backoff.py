import pytest

from service.client.backoff import Backoff, seconds_of
from service.client.errors import (
    ClientError,
    ConnectionFailed,
    InvalidRequest,
    Overloaded,
    RateLimited,
    ServerFailed,
    TimedOut,
)

BACKOFF = Backoff(retries=3, first=1.0, longest=10.0)


def waited(error: ClientError, *, tried: int = 1, repeatable: bool = True) -> float | None:
    return BACKOFF.wait(error, tried=tried, repeatable=repeatable)


@pytest.mark.parametrize(("tried", "least"), [(1, 1.0), (2, 2.0), (3, 4.0)])
def test_each_wait_is_twice_the_last_and_a_random_quarter_of_the_first_longer(
    tried: int, least: float
) -> None:
    wait = waited(Overloaded("busy"), tried=tried)
    assert wait is not None
    assert least <= wait <= least + 0.25


def test_after_the_last_retry_the_error_is_raised() -> None:
    assert waited(Overloaded("busy"), tried=4) is None
    assert Backoff(retries=0).wait(Overloaded("busy"), tried=1, repeatable=True) is None


def test_the_service_is_given_the_time_that_it_asks_for() -> None:
    wait = waited(RateLimited("slow down", retry_after=7.0))
    assert wait is not None
    assert 7.0 <= wait <= 7.25


def test_nobody_is_kept_waiting_longer_than_the_limit() -> None:
    assert waited(Overloaded("busy", retry_after=11.0)) is None


@pytest.mark.parametrize(
    "error",
    [
        InvalidRequest("no"),
        ServerFailed("broken"),
        ServerFailed("broken", retry_after=1.0),
        TimedOut("slow", sent=True),
        ClientError("odd"),
    ],
)
def test_what_will_not_pass_by_itself_is_not_tried_again(error: ClientError) -> None:
    assert waited(error) is None


def test_what_changes_something_is_sent_again_only_if_it_never_arrived() -> None:
    assert waited(ConnectionFailed("refused"), repeatable=False) is not None
    assert waited(ConnectionFailed("broke", sent=True), repeatable=False) is None
    assert waited(ConnectionFailed("broke", sent=True)) is not None
    assert waited(Overloaded("busy"), repeatable=False) is not None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3.0),
        (" 0 ", 0.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 40.0),
        ("Thu, 01 Jan 1970 00:00:10 GMT", 0.0),
        ("soon", None),
        ("-1", None),
        ("1e9", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert seconds_of(header, now=60.0) == seconds
