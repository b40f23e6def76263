"""An ingest that was killed, run again on a folder that is not what it was."""

import subprocess
import sys
from pathlib import Path

import pytest

from index.build import build_index
from index.errors import StoreBusy
from index.inspection import inspect
from index.store import Store
from service.bootstrap import open_local_library
from service.settings import Settings
from service.watching import pruned
from tests.index_fakes import HashEmbedder

FILES = 400
STEP = 64  # documents after which the killed ingest keeps what it has

# Kills itself, as nothing else can be told from outside, when so many documents are done.
KILLED = """
import os, signal, sys
from pathlib import Path
from index.build import Stage, build_index
from index.ingest_steps import Steps
from tests.index_fakes import HashEmbedder

def told(stage, done, total):
    if stage is Stage.INDEX and done >= int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

build_index([Path(sys.argv[1])], store=Path(sys.argv[2]), embedder=HashEmbedder(),
            on_progress=told, processes=1, steps=Steps(documents=int(sys.argv[4])))
"""


def text_of(number: int, version: int) -> str:
    return f"第{number}号渡口在第{version}版里运客{number * 7 + version}人。"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:03d}.txt").write_text(text_of(number, 1), encoding="utf-8")
    return folder


def killed(articles: Path, store: Path, *, at: int) -> None:
    arguments = [str(articles), str(store), str(at), str(STEP)]
    end = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False)  # noqa: S603
    assert end.returncode == -9


def test_an_ingest_that_was_killed_takes_the_folder_as_it_is_when_it_is_run_again(
    articles: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    killed(articles, store, at=256)
    assert Store.open(store).document_count == 192  # the fourth step was not kept
    for number in range(0, FILES, 3):
        (articles / f"{number:03d}.txt").unlink()
    for number in range(1, FILES, 3):
        (articles / f"{number:03d}.txt").write_text(text_of(number, 2), encoding="utf-8")
    for number in range(10):
        (articles / f"new-{number}.txt").write_text(text_of(number, 3), encoding="utf-8")
    report = build_index([articles], store=store, embedder=HashEmbedder(), processes=1)
    assert (report.added, report.replaced, report.unchanged) == (148, 64, 64)
    library = open_local_library(Settings(store=store))
    gone = pruned(library, [articles])
    assert gone == tuple(f"{number:03d}.txt" for number in range(0, 192, 3))
    held = Store.open(store)
    assert {one.id: held.document(one.id).text for one in held.documents()} == {
        file.name: file.read_text("utf-8") for file in articles.iterdir()
    }
    assert inspect(store).well


def test_two_who_ingest_the_same_folder_do_so_one_after_the_other(
    articles: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    refused = []

    def told(*_: object) -> None:
        if not refused:
            with pytest.raises(StoreBusy, match="is being written to by process"):
                build_index([articles], store=store, embedder=HashEmbedder(), processes=1)
            refused.append(True)

    first = build_index(
        [articles], store=store, embedder=HashEmbedder(), processes=1, on_progress=told
    )
    again = build_index([articles], store=store, embedder=HashEmbedder(), processes=1)
    assert (first.added, refused) == (FILES, [True])
    assert (again.added, again.unchanged, again.generation) == (0, FILES, first.generation)
