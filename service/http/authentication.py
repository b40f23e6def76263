"""Who asks, and whether they may: before anything of a request is read."""

import math

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Connection

from service.http.access import METRICS, Rule, rule_for
from service.http.errors import error_response
from service.http.route_path import route_path
from service.keys.caller import ANYONE, Caller
from service.keys.keyring import Keyring
from service.keys.rate import RateLimits

CALLER, RULE = "wenju.caller", "wenju.rule"
NO_KEY = "this needs an API key: send it as `Authorization: Bearer KEY` or `x-api-key: KEY`"
WRONG_KEY = "this API key is unknown or was revoked"


class Authentication:
    """ASGI middleware that lets a request through when its route's rule is kept.

    Everything that is not listed as public needs a good key where keys are asked for,
    routes that do not exist included. The caller and the rule travel in the connection.

    Args:
        app: What is guarded.
        keyring: Tells the owner of a key.
        rates: Counts each key's requests.
        open_metrics: Measurements are for everybody.
    """

    def __init__(
        self, app: ASGIApp, *, keyring: Keyring, rates: RateLimits, open_metrics: bool = False
    ) -> None:
        self._app = app
        self._open_metrics = open_metrics
        self._keyring = keyring
        self._rates = rates

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 401, 403 or 429."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # there are no other kinds here
            return
        rule = rule_for(scope["method"], route_path(scope))
        outcome = self._judge(HTTPConnection(scope), rule)
        if isinstance(outcome, Caller):
            scope[CALLER], scope[RULE] = outcome, rule
            await self._app(scope, receive, send)
        else:
            status, kind, message, headers = outcome
            await error_response(status, kind, message, headers=headers)(scope, receive, send)

    def _judge(
        self, request: HTTPConnection, rule: Rule | None
    ) -> Caller | tuple[int, str, str, dict[str, str]]:
        """Return the caller, or the status, type, message and headers of a refusal."""
        public = rule is not None and rule.scope is None
        public = public or (self._open_metrics and rule is METRICS)
        if public or not self._keyring.required:
            return ANYONE
        token = sent_key(request)
        key = self._keyring.owner(token) if token else None
        if key is None:
            message = WRONG_KEY if token else NO_KEY
            return 401, "unauthorized", message, {"WWW-Authenticate": "Bearer"}
        if rule is not None and rule.scope is not None and not key.may(rule.scope):
            return 403, "forbidden", f"this needs a key with the scope {rule.scope}", {}
        if wait := self._rates.take(key):
            message = f"this key may send {key.rate} requests a minute"
            return 429, "rate_limited", message, {"Retry-After": str(math.ceil(wait))}
        return Caller(key)


def sent_key(request: HTTPConnection) -> str | None:
    """Return the key that came with a request, if any; one of the two headers is enough."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token.strip():
        return token.strip()
    return request.headers.get("x-api-key", "").strip() or None
