from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import StoreBusy
from service.bootstrap import ensure_seeds
from service.library import Intake, Progress
from service.settings import Settings
from tests.fakes import FakeLibrary


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path.resolve()
    (folder / "seeds" / "articles").mkdir(parents=True)
    (folder / "seeds" / "articles" / "a.txt").write_text("东山有寺1座。", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


class NewLibrary(FakeLibrary):
    def __init__(self) -> None:
        super().__init__([])
        self.generation = 0


class ContestedLibrary(NewLibrary):
    """Another process is building it: busy once, then it is there."""

    def ingest(self, paths: Sequence[Path], *, on_progress: Progress | None = None) -> Intake:
        self.generation = 1
        raise StoreBusy("another process is writing")


def test_the_demo_index_is_built_once_where_it_is_expected(home: Path) -> None:
    library = NewLibrary()
    assert ensure_seeds(library, Settings(), home=home)
    assert [summary.id for summary in library.documents()] == ["a.txt"]
    assert not ensure_seeds(library, Settings(), home=home)


def test_a_store_elsewhere_is_never_filled(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = NewLibrary()
    assert not ensure_seeds(library, Settings(store=home / "other"), home=home)
    monkeypatch.chdir(home / "seeds")
    assert not ensure_seeds(library, Settings(), home=home)
    assert library.documents() == []


def test_a_first_question_waits_for_another_one_that_builds(home: Path) -> None:
    assert not ensure_seeds(ContestedLibrary(), Settings(), home=home)
