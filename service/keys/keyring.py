"""The keys of a running service, as their file is now."""

import hmac
import ipaddress
import threading

from index.errors import InvalidSetting, StoreDamaged
from service.keys.key import Key, digest_of, id_of
from service.keys.key_file import KeyFile
from service.keys.mode import KeyMode

_NOBODY = "0" * 64  # compared where there is no key, so that it takes as long


class Keyring:
    """Tells the owner of a token; follows changes of the file without a restart.

    A file that is damaged opens nothing: while it is, no key is good and one is needed.

    Args:
        file: Where the keys are kept.
        mode: When a request needs a key.
        beyond_loopback: The service can be reached from other machines.
    """

    def __init__(self, file: KeyFile, mode: KeyMode, *, beyond_loopback: bool) -> None:
        self._file = file
        self._mode = mode
        self._beyond = beyond_loopback
        self._lock = threading.Lock()
        self._seen: tuple[int, ...] | None = None
        self._keys: dict[str, Key] = {}
        self._known = False

    @property
    def required(self) -> bool:
        """Whether a request needs a key now."""
        if self._mode is not KeyMode.AUTO:
            return self._mode is KeyMode.REQUIRED
        self._refresh()
        return self._beyond or self._known

    def owner(self, token: str) -> Key | None:
        """Return the good key that a token belongs to, compared in constant time."""
        self._refresh()
        key = self._keys.get(id_of(token) or "")
        right = hmac.compare_digest(digest_of(token), key.digest if key else _NOBODY)
        return key if key and right and key.revoked is None else None

    def require_one(self, host: str) -> None:
        """Refuse to serve where keys are needed and there is none.

        Raises:
            InvalidSetting: Nobody could ask; the message says how to go on.
            StoreDamaged: The file cannot be read.
        """
        if not self.required or any(key.revoked is None for key in self._file.read()):
            return
        raise InvalidSetting(
            f"listening at {host} needs an API key, and there is none: make one with "
            "`wenju keys add --name NAME --scope ask`, or listen at 127.0.0.1, or set "
            "WENJU_KEYS=off behind something that checks who asks"
        )

    def _refresh(self) -> None:
        with self._lock:
            try:
                facts = self._file.path.stat()
                seen: tuple[int, ...] = (facts.st_mtime_ns, facts.st_ino, facts.st_size)
            except FileNotFoundError:
                seen = ()
            except OSError:  # a folder that may not be looked into opens nothing either
                self._keys, self._known, self._seen = {}, True, None
                return
            if seen == self._seen:
                return
            try:
                keys = self._file.read()
            except StoreDamaged:
                self._keys, self._known = {}, True
            else:
                self._keys = {key.id: key for key in keys}
                self._known = bool(keys)
            self._seen = seen


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach an address; an unknown name counts as beyond."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
