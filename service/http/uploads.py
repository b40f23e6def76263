"""Files that came as a form: saved, and read as documents."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from fastapi import UploadFile
from starlette.exceptions import HTTPException

from index.document import Document
from index.errors import InvalidRecord, UnreadableSource
from index.read_report import ReadReport
from index.sources import read_sources
from service.library import Progress, SourceReport
from service.local_library import sources_of
from service.settings import Settings


def save_uploads(files: Sequence[UploadFile], folder: Path, settings: Settings) -> None:
    """Write uploads under the last parts of their names, whatever folders they claim.

    Raises:
        HTTPException: 413, there are too many, or one is too large.
        InvalidRecord: A name cannot be, or there are two of it.
    """
    if len(files) > settings.upload_files:
        raise HTTPException(413, f"{len(files)} files came; {settings.upload_files} are allowed")
    for file in files:
        _save(file, folder, most=settings.upload_bytes)


def read_uploads(
    folder: Path, on_progress: Progress | None = None
) -> tuple[list[Document], tuple[SourceReport, ...]]:
    """Return the documents of a folder of uploads, and what became of each file.

    Raises:
        UnreadableSource: None of the files can be read; the message says why.
    """
    report = ReadReport()
    documents = []
    tell = on_progress or (lambda *_: None)
    for outcome in read_sources([folder], on_progress=lambda done, of, _: tell("read", done, of)):
        report.add(outcome)
        if isinstance(outcome, Document):
            documents.append(replace(outcome, path=None))
    sources = tuple(replace(one, name=Path(one.name).name) for one in sources_of(report))
    if not documents:
        raise UnreadableSource("; ".join(f"{one.name}: {one.problem}" for one in sources))
    return documents, sources


def _save(file: UploadFile, folder: Path, *, most: int) -> None:
    name = PurePosixPath((file.filename or "").replace("\\", "/")).name
    if not name or name.startswith(".") or "\0" in name or len(name.encode()) > 200:
        raise InvalidRecord(f"an uploaded file cannot be called {file.filename!r}")
    if (folder / name).exists():
        raise InvalidRecord(f"two uploaded files are called {name!r}")
    if file.size is not None and file.size > most:
        raise HTTPException(413, f"{name!r} is larger than the {most} bytes allowed for a file")
    with (folder / name).open("wb") as target:
        shutil.copyfileobj(file.file, target)
