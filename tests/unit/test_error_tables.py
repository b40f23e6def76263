import pytest

from index.errors import WenjuError
from service.cli.app import exit_code
from service.cli.exit_codes import ERROR_CODES
from service.http.errors import STATUS_CODES, status_code


def descendants(kind: type[WenjuError]) -> list[type[WenjuError]]:
    return [found for child in kind.__subclasses__() for found in (child, *descendants(child))]


@pytest.mark.parametrize("kind", descendants(WenjuError), ids=lambda kind: kind.__name__)
def test_every_error_has_an_exit_code_and_a_status_of_its_own(kind: type[WenjuError]) -> None:
    if kind.__module__ == "index.errors":
        assert kind in ERROR_CODES
        assert kind in STATUS_CODES
    assert exit_code(kind("x")) == 2
    assert 400 <= status_code(kind("x")) < 600
