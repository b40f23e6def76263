import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from service.bootstrap import open_local_library
from service.cli.app import main
from service.settings import Settings
from tests.fakes import HARBOUR


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "store"
    open_local_library(Settings(store=path)).add([HARBOUR])
    return path


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_server_says_where_it_is_serves_and_ends_with_0(
    store: Path, ending: signal.Signals
) -> None:
    command = [sys.executable, "-m", "service.cli", "serve", "--port", "0", "--store", str(store)]
    with subprocess.Popen(  # noqa: S603  # our own interpreter and arguments
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUTF8": "1"}
    ) as process:
        assert process.stderr is not None
        address = process.stderr.readline().split()[-1]
        assert httpx.get(f"{address}/readyz").json()["status"] == "ready"
        listed = httpx.get(f"{address}/v1/documents").json()["documents"]
        assert [entry["id"] for entry in listed] == ["harbour.txt"]
        process.send_signal(ending)
        rest = process.stderr.read()
    assert process.returncode == 0
    assert "Traceback" not in rest


def test_a_taken_port_is_an_error_with_a_reason(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit) as ended:
            main(["serve", "--port", str(port), "--store", str(store)])
    assert ended.value.code == 2
    assert f"cannot listen at 127.0.0.1:{port}" in capsys.readouterr().err
