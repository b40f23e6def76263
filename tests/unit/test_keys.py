import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.errors import InvalidSetting, StoreDamaged
from service.keys.key import Key, new_key, parse_rate
from service.keys.key_file import KeyFile
from service.keys.keyring import Keyring, is_loopback
from service.keys.mode import KeyMode
from service.keys.rate import RateLimits
from service.keys.scope import KeyScope

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def make_key(name: str = "office", *scopes: KeyScope, rate: int | None = None) -> tuple[Key, str]:
    chosen = frozenset(scopes or (KeyScope.ASK,))
    return new_key(name, scopes=chosen, collections=("news",), rate=rate, now=NOW)


def ring(folder: Path, mode: KeyMode = KeyMode.AUTO, *, beyond: bool = False) -> Keyring:
    return Keyring(KeyFile(folder), mode, beyond_loopback=beyond)


def test_a_token_finds_its_key_and_no_other_token_does(tmp_path: Path) -> None:
    (first, token), (second, other) = make_key("first"), make_key("second")
    for key in (first, second):
        KeyFile(tmp_path).add(key)
    keys = ring(tmp_path)
    assert keys.owner(token) == first
    assert keys.owner(other) == second
    assert keys.owner(f"wenju_{first.id}_{other.rpartition('_')[2]}") is None
    assert keys.owner(token[:-1]) is None
    assert keys.owner("") is None


def test_the_file_holds_no_token_and_is_for_its_owner_only(tmp_path: Path) -> None:
    key, token = make_key()
    KeyFile(tmp_path).add(key)
    path = tmp_path / "keys.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert token not in path.read_text(encoding="utf-8")
    assert token.rpartition("_")[2] not in path.read_text(encoding="utf-8")
    assert KeyFile(tmp_path).read() == (key,)


def test_a_key_that_is_revoked_is_good_for_nothing_at_once_and_stays_listed(
    tmp_path: Path,
) -> None:
    key, token = make_key()
    KeyFile(tmp_path).add(key)
    keys = ring(tmp_path)
    assert keys.owner(token) == key
    assert [one.id for one in KeyFile(tmp_path).revoke("office", now=NOW)] == [key.id]
    assert keys.owner(token) is None
    assert keys.required  # taking back the last key does not open the service
    assert [one.revoked for one in KeyFile(tmp_path).read()] == [NOW]


def test_an_unknown_key_cannot_be_revoked(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="'nobody'"):
        KeyFile(tmp_path).revoke("nobody", now=NOW)


@pytest.mark.parametrize(
    ("mode", "beyond", "made", "required"),
    [
        (KeyMode.AUTO, False, False, False),
        (KeyMode.AUTO, False, True, True),
        (KeyMode.AUTO, True, False, True),
        (KeyMode.OFF, True, True, False),
        (KeyMode.REQUIRED, False, False, True),
    ],
)
def test_keys_are_asked_for_beyond_loopback_and_once_there_is_one(
    tmp_path: Path, mode: KeyMode, beyond: bool, made: bool, required: bool
) -> None:
    if made:
        KeyFile(tmp_path).add(make_key()[0])
    assert ring(tmp_path, mode, beyond=beyond).required is required


def test_the_first_key_closes_a_service_that_runs(tmp_path: Path) -> None:
    keys = ring(tmp_path)
    assert not keys.required
    KeyFile(tmp_path).add(make_key()[0])
    assert keys.required


def test_serving_beyond_loopback_without_a_key_says_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="wenju keys add"):
        ring(tmp_path, beyond=True).require_one("0.0.0.0")  # noqa: S104  # only a name here
    KeyFile(tmp_path).add(make_key()[0])
    ring(tmp_path, beyond=True).require_one("0.0.0.0")  # noqa: S104


@pytest.mark.parametrize("content", ["", "{}", '{"version": 2, "keys": []}', "[1]"])
def test_a_damaged_file_opens_nothing(tmp_path: Path, content: str) -> None:
    key, token = make_key()
    KeyFile(tmp_path).add(key)
    keys = ring(tmp_path)
    assert keys.owner(token) == key
    (tmp_path / "keys.json").write_text(content, encoding="utf-8")
    assert keys.required
    assert keys.owner(token) is None
    with pytest.raises(StoreDamaged, match=r"keys\.json"):
        KeyFile(tmp_path).read()


def test_admin_includes_the_other_scopes_and_they_do_not_include_each_other() -> None:
    admin, ask = make_key("a", KeyScope.ADMIN)[0], make_key("b", KeyScope.ASK)[0]
    assert all(admin.may(scope) for scope in KeyScope)
    assert [scope for scope in KeyScope if ask.may(scope)] == [KeyScope.ASK]


def test_a_rate_bears_a_burst_of_a_minute_and_then_fills_evenly() -> None:
    now = [100.0]
    limits, (key, _) = RateLimits(lambda: now[0]), make_key(rate=2)
    assert [limits.take(key) for _ in range(2)] == [0.0, 0.0]
    assert limits.take(key) == pytest.approx(30.0)
    now[0] += 29
    assert limits.take(key) == pytest.approx(1.0)
    now[0] += 1
    assert limits.take(key) == 0.0
    now[0] += 3600
    assert [limits.take(key) == 0 for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize("text", ["0/min", "x", "3/h", "-1", "", "９/min", "9999999/min"])
def test_a_rate_is_a_number_a_minute(text: str) -> None:
    assert parse_rate("120/min") == parse_rate("120") == 120
    with pytest.raises(InvalidSetting, match="--rate"):
        parse_rate(text)


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("127.9.9.9", True),
        ("0.0.0.0", False),  # noqa: S104  # only a name here
        ("::", False),
        ("10.0.0.1", False),
        ("box.example", False),
    ],
)
def test_loopback_is_told_from_what_others_reach(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


def test_the_file_is_json_with_scopes_collections_and_rate(tmp_path: Path) -> None:
    key, _ = make_key("office", KeyScope.INGEST, KeyScope.ASK, rate=60)
    KeyFile(tmp_path).add(key)
    (entry,) = json.loads((tmp_path / "keys.json").read_text(encoding="utf-8"))["keys"]
    assert entry["scopes"] == ["ask", "ingest"]
    assert entry["collections"] == ["news"]
    assert entry["rate_per_minute"] == 60
