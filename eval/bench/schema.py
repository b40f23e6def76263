"""Hold the whole API to its own description: every operation, every check, seeded.

Serves a copy of the demo corpus and lets Schemathesis send what the description allows and
what it forbids: examples, every bound of every field, random values, and chains of calls
that follow from one another. Nothing may be answered with 5xx, and every answer must be as
it is described. Exit code 1 where one is not.

    .venv/bin/python -m eval.bench.schema --examples 100
"""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench.serving import served
from service.bootstrap import open_local_library
from service.settings import load_settings

CONFIG = Path(__file__).resolve().parents[2] / "tests" / "schemathesis.toml"
SEED = 20211107
ROOMY = {"WENJU_JOBS": "1000"}  # a full board is 503 by right
_PROGRAM = "from schemathesis.cli import schemathesis; schemathesis()"


def main() -> None:
    """Serve, send, and leave the report to Schemathesis."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, nargs="+", default=[Path("seeds/articles")])
    parser.add_argument("--examples", type=int, default=100, help="most for each operation")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    with TemporaryDirectory(prefix="wenju-bench-") as folder:
        store = Path(folder) / "store"
        open_local_library(load_settings(store=store)).ingest(given.corpus)
        with served(store, ROOMY) as server:
            at = f"http://127.0.0.1:{server.port}"
            code = held_to_its_schema(at, Path(folder), examples=given.examples, seed=given.seed)
            alive = server.process.poll() is None
    sys.stdout.write(f"alive: {alive}\n")
    raise SystemExit(code if alive else 1)


def held_to_its_schema(at: str, folder: Path, *, examples: int, seed: int) -> int:
    """Run Schemathesis with every check in every phase.

    Args:
        at: The service's address.
        folder: Where it may write.
        examples: The most for each operation and phase.
        seed: Of what is sent.

    Returns:
        Its exit code; 0 where nothing was found.
    """
    command = [sys.executable, "-c", _PROGRAM, "--config-file", str(CONFIG)]
    run = ["run", f"{at}/openapi.json", "--checks", "all", "--seed", str(seed)]
    limits = ["--max-examples", str(examples), "--continue-on-failure", "--no-color"]
    kept = ["--generation-database", "none"]
    ended = subprocess.run([*command, *run, *limits, *kept], check=False, cwd=folder)  # noqa: S603  # our own interpreter and arguments
    return ended.returncode


if __name__ == "__main__":
    main()
