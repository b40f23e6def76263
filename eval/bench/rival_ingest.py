"""Time an ingest beside LlamaIndex, Haystack, txtai and LangChain, in turn.

All take the same articles and the same embedding model and can then be asked by meaning and
by words. The rivals keep their index in memory; wenju's time ends with everything on disk,
with its texts, alignments and checksums. The rivals' environment is made apart:

    python -m venv RIVALS
    RIVALS/bin/pip install llama-index-core llama-index-retrievers-bm25 \
        llama-index-vector-stores-faiss \
        haystack-ai sentence-transformers-haystack txtai langchain-community \
        langchain-classic langchain-text-splitters
    python -m eval.bench.rival_ingest ../shared/data/crud_news.jsonl.gz \
        --python RIVALS/bin/python
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench.ingest import first_articles
from eval.bench.rivals import RIVALS
from index.static_embedder import BUNDLED_MODEL

QUESTION = "英特尔为游戏开发者提供了哪个版本的软件开发工具包"


def main() -> None:
    """Time wenju and each rival, and print seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles_file", type=Path, help="JSON lines with ids and texts")
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--python", type=Path, required=True, help="the rivals' interpreter")
    parser.add_argument("--rivals", nargs="+", choices=list(RIVALS), default=list(RIVALS))
    parser.add_argument("--model", type=Path, default=BUNDLED_MODEL)
    given = parser.parse_args()
    with TemporaryDirectory(prefix="wenju-bench-") as folder:
        corpus = first_articles(given.articles_file, given.articles, Path(folder))
        ours = _run([sys.executable, "-m", "eval.bench.ingest", str(corpus), "--json"])
        if ours is None:
            raise SystemExit("wenju's own ingest failed")
        sys.stdout.write(f"wenju {ours['seconds']:.1f} s\n")
        for name in given.rivals:
            module = [str(given.python), "-m", "eval.bench.rivals", name, str(corpus)]
            theirs = _run([*module, str(given.model), QUESTION])
            sys.stdout.write(f"{name} {_told(theirs, float(str(ours['seconds'])))}\n")
            sys.stdout.flush()


def _run(command: list[str]) -> dict[str, object] | None:
    """Return what a command prints as JSON on its last line, or None where it fails."""
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    done = subprocess.run(  # noqa: S603  # the commands are this program's own
        command, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        sys.stderr.write(done.stderr[-2000:])
        return None
    found: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _told(theirs: dict[str, object] | None, ours: float) -> str:
    if theirs is None:
        return "failed"
    seconds = float(str(theirs["seconds"]))
    return f"{seconds:.1f} s, {seconds / ours:.1f} times wenju's; found {theirs['found']}"


if __name__ == "__main__":
    main()
