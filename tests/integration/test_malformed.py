from urllib.parse import urlsplit

import httpx

from eval.bench.malformed import KINDS, send_malformed
from service.http.app import create_app
from service.settings import Settings
from tests.fakes import FakeLibrary
from tests.serving import served


def test_no_malformed_request_ends_the_server_or_makes_it_fail() -> None:
    with served(create_app(FakeLibrary(), Settings())) as at:
        statuses = send_malformed(urlsplit(at).port or 0, count=30 * len(KINDS))
        answer = httpx.post(f"{at}/v1/ask", json={"question": "投资"}).json()
    assert [status for status in statuses if status >= 500] == []
    assert statuses[400] > 0
    assert statuses[422] > 0
    assert answer["answer"] == "投资4.2亿元"
