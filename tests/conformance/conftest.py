import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.milvus.address import MilvusAddress
from tests.conformance.stores import KINDS, MILVUS, Shelf, milvus_lite, missing


@pytest.fixture(scope="session")
def lite() -> Iterator[MilvusAddress | None]:
    if missing() is not None:
        yield None
        return
    with (
        tempfile.TemporaryDirectory(prefix="wenju-milvus-") as folder,
        milvus_lite(Path(folder)) as address,
    ):
        yield address


@pytest.fixture(params=KINDS)
def shelf(request: pytest.FixtureRequest, tmp_path: Path, lite: MilvusAddress | None) -> Shelf:
    return Shelf(tmp_path, lite if request.param == MILVUS else None)
