"""Time an ingest beside LlamaIndex, Haystack, txtai and LangChain, in turn.

All take the same articles and the same embedding model and can then be asked by meaning and
by words. The rivals keep their index in memory, and are timed until it can be searched there
and until it is saved to disk as well; wenju's time ends with everything on disk, with its
texts, alignments and checksums. Then all are asked headlines of the articles; nobody reranks
what is found. The rivals' environment is made apart:

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
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from eval.bench.ingest import first_articles
from eval.bench.installed import as_installed
from eval.bench.rivals import RIVALS
from eval.bench.scale import headlines
from index.embedders import load_embedder
from index.glossary import Glossary
from index.retrieve import Retriever
from index.static_embedder import BUNDLED_MODEL
from index.store import Store

_QUESTIONS = 50
_HITS = 10


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
        asked = headlines(given.articles_file, given.articles, _QUESTIONS)
        questions = Path(folder) / "questions.json"
        questions.write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
        ours = wenju(corpus, Path(folder) / "store", asked)
        sys.stdout.write(f"wenju {_told(ours)}\n")
        for name in given.rivals:
            module = [str(given.python), "-m", "eval.bench.rivals", name, str(corpus)]
            theirs = _run([*module, str(given.model), str(questions)])
            sys.stdout.write(f"{name} {_told(theirs)}{_beside(theirs, ours)}\n")
            sys.stdout.flush()


Taken = Mapping[str, float]
"""Seconds until searchable, further seconds until saved, and milliseconds of a question."""


def wenju(corpus: Path, store: Path, asked: Sequence[str]) -> Taken:
    """Take articles into a store in a process of its own, and ask it."""
    command = ["-m", "eval.bench.ingest", str(corpus), "--store", str(store), "--json"]
    taken = _run([sys.executable, *command])
    if taken is None:
        raise SystemExit("wenju's own ingest failed")
    retriever = Retriever(Store.open(store), load_embedder(None), Glossary.load())
    milliseconds = []
    for question in [*asked, *asked]:  # once to warm
        start = time.perf_counter()
        retriever.search(question, limit=_HITS)
        milliseconds.append((time.perf_counter() - start) * 1000)
    return {"seconds": taken["seconds"], "saved": 0.0, "query": median(milliseconds[len(asked) :])}


def _run(command: list[str]) -> Taken | None:
    """Return what a command prints as JSON on its last line, or None where it fails."""
    environment = as_installed(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    done = subprocess.run(  # noqa: S603  # the commands are this program's own
        command, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        sys.stderr.write(done.stderr[-2000:])
        return None
    found: Taken = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _told(taken: Taken | None) -> str:
    if taken is None:
        return "failed"
    seconds, saved = taken["seconds"], taken["saved"]
    return (
        f"{seconds:.1f} s until searchable, {seconds + saved:.1f} s until saved,"
        f" {taken['query']:.1f} ms a question"
    )


def _beside(theirs: Taken | None, ours: Taken) -> str:
    if theirs is None:
        return ""
    saved = (theirs["seconds"] + theirs["saved"]) / ours["seconds"]
    times = (theirs["seconds"] / ours["seconds"], saved, theirs["query"] / ours["query"])
    return " ({:.1f}, {:.1f} and {:.1f} times wenju's)".format(*times)


if __name__ == "__main__":
    main()
