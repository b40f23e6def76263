import json
import subprocess
import sys
from pathlib import Path

from service.bootstrap import open_local_library
from service.settings import Settings
from tests.fakes import HARBOUR

HEAVY = {
    "torch",
    "sentence_transformers",
    "transformers",
    "sklearn",
    "fastapi",
    "uvicorn",
    "matplotlib",
    "trafilatura",
    "pypdfium2",
    "docx",
    "rich",
    "openai",
    "pypinyin",
    "sqlalchemy",
}
PROGRAM = """
import json, sys
from service.cli.app import main
try:
    main(["ask", "青石港去年新建多少泊位", "--json", "--store", sys.argv[1]])
finally:
    print(json.dumps(sorted(name for name in sys.modules if "." not in name)))
"""


def test_a_question_loads_no_engine_that_it_does_not_need(tmp_path: Path) -> None:
    store = tmp_path / "store"
    open_local_library(Settings(store=store)).add([HARBOUR])
    done = subprocess.run(  # noqa: S603  # our own interpreter and program
        [sys.executable, "-c", PROGRAM, str(store)], capture_output=True, text=True, check=False
    )
    answer, modules = map(json.loads, done.stdout.splitlines())
    assert answer["status"] in ("answered", "partial", "refused")
    assert HEAVY & set(modules) == set()
