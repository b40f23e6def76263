"""Harm stores in many ways and say what they survived; exit code 1 where one did not.

python -m eval.bench.durability kills --count 1000
python -m eval.bench.durability power --count 200
python -m eval.bench.durability damage --flips 200 --cuts 50
python -m eval.bench.durability faults
python -m eval.bench.durability package
python -m eval.bench.durability forged --flips 200
python -m eval.bench.durability askers --changes 50
"""

import argparse
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from index.static_embedder import StaticEmbedder

_AT_ONCE = 200  # mutants


def main() -> None:
    """Run one kind of harm and print its figures."""
    given = _arguments()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="wenju-durability-", dir=given.work) as folder:
        lines, well = given.run(given, Path(folder))
    seconds = time.perf_counter() - started
    sys.stdout.write("\n".join([*lines, f"{seconds:.0f} s, seed {given.seed}"]) + "\n")
    raise SystemExit(0 if well else 1)


def _kills(given: argparse.Namespace, work: Path) -> tuple[list[str], bool]:
    from eval.bench.durability.kills import Survivor
    from eval.bench.durability.tracer import missing

    survivor = Survivor(work, StaticEmbedder.load(), seed=given.seed)
    reason = missing()
    for number in range(given.count):
        if number % 2 and reason is None:
            survivor.kill_at_step()
        else:
            survivor.kill_at_random()
        _told(number + 1, given.count)
    notes = [f"no kills at named steps: {reason}"] if reason else []
    return survivor.tally.lines() + notes, not survivor.tally.failures


def _power(given: argparse.Namespace, work: Path) -> tuple[list[str], bool]:
    from eval.bench.durability.power import PowerCuts
    from eval.bench.durability.tracer import missing

    if reason := missing():
        return [f"nothing can be recorded: {reason}"], False
    cuts = PowerCuts(work, StaticEmbedder.load(), seed=given.seed)
    for number in range(given.changes):
        cuts.cut(cuts.record(number), -(-given.count // given.changes))
        _told(number + 1, given.changes)
    return cuts.tally.lines(), not cuts.tally.failures


def _faults(given: argparse.Namespace, work: Path) -> tuple[list[str], bool]:
    from eval.bench.durability.faults import Faulty
    from eval.bench.durability.tracer import missing

    if reason := missing():
        return [f"nothing can be made to fail: {reason}"], False
    faulty = Faulty(work, StaticEmbedder.load(), seed=given.seed, number=given.change)
    faults = list(faulty.faults(every=given.every))
    for done, fault in enumerate(faults, start=1):
        faulty.fail(fault)
        _told(done, len(faults))
    return faulty.tally.lines(), not faulty.tally.failures


def _package(given: argparse.Namespace, work: Path) -> tuple[list[str], bool]:
    from eval.bench.durability.package import Package
    from eval.bench.durability.tracer import missing

    if reason := missing():
        return [f"nothing can be made to fail: {reason}"], False
    package = Package(work)
    package.run(every=given.every)
    return package.tally.lines(), not package.tally.failures


def _damage(given: argparse.Namespace, work: Path) -> tuple[list[str], bool]:
    from eval.bench.durability.damage import Damaged

    said, well = [], True
    for in_log in (False, True):
        place = work / ("log" if in_log else "closed")
        place.mkdir()
        damaged = Damaged(place, StaticEmbedder.load(), seed=given.seed, in_log=in_log)
        mutants = islice(damaged.mutants(flips=given.flips, cuts=given.cuts), 0, None, given.every)
        done = 0
        while some := list(islice(mutants, _AT_ONCE)):
            damaged.open(some)
            _told(done := done + len(some), 0)
        damaged.close()
        said += ["last changes still in SQLite's log:" if in_log else "a store at rest:"]
        said += damaged.tally.lines()
        well = well and not damaged.tally.failures
    return said, well


def _forged(given: argparse.Namespace, work: Path) -> tuple[list[str], bool]:
    from eval.bench.durability.forged import Forgery

    forgery = Forgery(work, StaticEmbedder.load(), seed=given.seed)
    forgery.forge(given.flips)
    return forgery.tally.lines(), not forgery.tally.failures


def _askers(given: argparse.Namespace, work: Path) -> tuple[list[str], bool]:
    from eval.bench.durability.askers import ask_while_changing

    tally = ask_while_changing(work, StaticEmbedder.load(), rounds=given.changes)
    return tally.lines(), not tally.failures


def _told(done: int, total: int) -> None:
    if sys.stderr.isatty() or not done % 50:
        sys.stderr.write(f"{done}/{total or '?'}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="folder to work in; one in memory saves hours")
    kinds = parser.add_subparsers(required=True)
    kills = kinds.add_parser("kills", help="kill -9, at random moments and at named steps in turn")
    kills.add_argument("--count", type=int, default=1000)
    kills.set_defaults(run=_kills)
    power = kinds.add_parser("power", help="power cuts, replayed from recorded changes")
    power.add_argument("--count", type=int, default=200)
    power.add_argument("--changes", type=int, default=8)
    power.set_defaults(run=_power)
    faults = kinds.add_parser("faults", help="ENOSPC, EIO and EMFILE at each call of a change")
    faults.add_argument("--change", type=int, default=4, help="which change of the plan")
    faults.add_argument("--every", type=int, default=1, help="only every so manieth fault")
    faults.set_defaults(run=_faults)
    package = kinds.add_parser("package", help="files that come with wenju cannot be read")
    package.add_argument("--every", type=int, default=1, help="only every so manieth fault")
    package.set_defaults(run=_package)
    damage = kinds.add_parser("damage", help="each file flipped, cut, emptied, missing, swapped")
    damage.add_argument("--flips", type=int, default=200, help="bits of each file, one a store")
    damage.add_argument("--cuts", type=int, default=50, help="ends cut off each file")
    damage.add_argument("--every", type=int, default=1, help="only every so manieth of all these")
    damage.set_defaults(run=_damage)
    forged = kinds.add_parser("forged", help="files flipped and all their checksums made anew")
    forged.add_argument("--flips", type=int, default=200, help="bits of each engine's files")
    forged.set_defaults(run=_forged)
    askers = kinds.add_parser("askers", help="16 who ask while everything is written anew")
    askers.add_argument("--changes", type=int, default=50, help="times that all is written")
    askers.set_defaults(run=_askers)
    return parser.parse_args()


if __name__ == "__main__":
    main()
