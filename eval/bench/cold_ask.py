"""Time a cold question: wenju against the smallest LangChain script, turn by turn.

Both answer from an index of the same articles that is there already, each run in a
process of its own, in the order A B A B, after one run of each that is not counted (it
warms the file cache for both). The rival embeds and finds a passage; wenju also reads,
answers and proves.

    python -m eval.bench.cold_ask --corpus seeds/articles --runs 5
"""

import argparse
import json
import resource
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from eval.bench.installed import as_installed

QUESTION = "萧山给旺苍投入多少产业园资金"


@dataclass(frozen=True, slots=True)
class Timing:
    """Wall seconds of one command, a run each.

    Attributes:
        name: Who was timed.
        seconds: In the order of the runs.
        processor: Seconds of processor time of each run, which a busy machine alters less.
        output: What the last run printed first.
    """

    name: str
    seconds: tuple[float, ...]
    processor: tuple[float, ...]
    output: str

    @property
    def median(self) -> float:
        """The middle of the runs."""
        return median(self.seconds)


def main() -> None:
    """Index the articles for both, time both, print medians and their ratio."""
    given = _arguments()
    with TemporaryDirectory(prefix="wenju-bench-") as folder:
        ours, theirs = Path(folder) / "store", Path(folder) / "rival"
        wenju = [*shlex.split(given.wenju)]
        rival = [sys.executable, "-m", "eval.bench.rival_langchain"]
        model = ["--model", given.model] if given.model else []
        _run([*wenju, "ingest", *map(str, given.corpus), "--store", str(ours)])
        _run([*rival, "build", str(theirs), *map(str, given.corpus), *model])
        timings = time_in_turn(
            {
                "wenju": [*wenju, "ask", given.question, "--store", str(ours)],
                "rival": [*rival, "ask", str(theirs), given.question, *model],
            },
            runs=given.runs,
        )
    _print(timings, as_json=given.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, nargs="+", default=[Path("seeds/articles")])
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--runs", type=int, default=5, help="runs of each that are counted")
    parser.add_argument("--wenju", default="./wenju", help="how wenju is started")
    parser.add_argument("--model", default=None, help="the rival's model folder")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def time_in_turn(commands: dict[str, list[str]], *, runs: int) -> list[Timing]:
    """Run the commands in turn, once uncounted and then `runs` times.

    Raises:
        SystemExit: A command failed.
    """
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    processor: dict[str, list[float]] = {name: [] for name in commands}
    said: dict[str, str] = {}
    for turn in range(runs + 1):
        for name, command in commands.items():
            start, used = time.perf_counter(), _processor_seconds()
            said[name] = _run(command).strip()[:60]
            if turn > 0:
                seconds[name].append(time.perf_counter() - start)
                processor[name].append(_processor_seconds() - used)
    return [
        Timing(name, tuple(seconds[name]), tuple(processor[name]), said[name]) for name in commands
    ]


def _processor_seconds() -> float:
    """Return the processor time of all processes run and waited for so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(command: Sequence[str]) -> str:
    """Return what a command prints; neither side may look for a model online."""
    environment = as_installed(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    done = subprocess.run(  # noqa: S603  # the commands are this program's own
        command, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"{shlex.join(command)} exited with {done.returncode}:\n{done.stderr}")
    return done.stdout


def _print(timings: Sequence[Timing], *, as_json: bool) -> None:
    ours, theirs = timings
    ratio = theirs.median / ours.median
    if as_json:
        medians = {timing.name: timing.median for timing in timings}
        runs = {timing.name: timing.seconds for timing in timings}
        sys.stdout.write(json.dumps({"median_s": medians, "runs_s": runs, "ratio": ratio}) + "\n")
        return
    for timing in timings:
        spread = f"{min(timing.seconds):.2f} to {max(timing.seconds):.2f}"
        sys.stdout.write(
            f"{timing.name:<6} median {timing.median:.2f} s, {spread} s over"
            f" {len(timing.seconds)} runs, processor {median(timing.processor):.2f} s;"
            f" last said: {timing.output.splitlines()[:1]}\n"
        )
    sys.stdout.write(f"rival / wenju = {ratio:.1f}\n")


if __name__ == "__main__":
    main()
