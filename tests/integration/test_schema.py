"""The API against its own description; the long form is `python -m eval.bench.schema`."""

from pathlib import Path

import pytest

from eval.bench.schema import held_to_its_schema
from service.http.app import create_app
from service.settings import Settings
from tests.fakes import FakeLibrary
from tests.serving import served

pytestmark = pytest.mark.timeout(1800)  # seconds; half a minute where nothing else runs


def test_what_is_served_is_what_the_description_says_by_every_check(tmp_path: Path) -> None:
    with served(create_app(FakeLibrary(), Settings(store=tmp_path))) as at:
        assert held_to_its_schema(at, tmp_path, examples=2, seed=1) == 0
