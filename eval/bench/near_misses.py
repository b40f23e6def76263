"""Ask near misses written by hand, and say which reason each is refused with.

`eval/sets/near_miss.jsonl` holds questions on the five scraped pages that
`eval/sets/README.md` tells of: right figure and wrong place, right place and wrong year,
a number that the page lost, and answerable ones beside them. The pages are no part of the
project; their folder is given.

    python -m eval.bench.near_misses FOLDER
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.dataset import load_dataset
from eval.item import Item
from eval.normalise import contains
from service.answer import Answer, Status
from service.bootstrap import open_local_library
from service.settings import load_settings

SET = Path("eval/sets/near_miss.jsonl")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what became of it.

    Attributes:
        item: The question.
        reasons: Those it may be refused with.
        answer: The answer.
    """

    item: Item
    reasons: tuple[str, ...]
    answer: Answer

    @property
    def refused(self) -> bool:
        """Whether no answer was given."""
        return self.answer.status is Status.REFUSED

    @property
    def rightly(self) -> bool:
        """Whether it was refused with a right reason, or answered right."""
        if self.item.answerable:
            text = "\n".join([self.answer.text, *(one.quote for one in self.answer.citations)])
            return not self.refused and any(contains(text, gold) for gold in self.item.answers)
        return self.refused and self.answer.refusal_reason in self.reasons


def main() -> None:
    """Ask every question and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="the pages")
    parser.add_argument("--set", type=Path, default=SET)
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    given = parser.parse_args()
    asked = ask(given.set, given.folder)
    for line in (*table(asked), *(mistakes(asked) if given.show else ())):
        sys.stdout.write(f"{line}\n")


def ask(path: Path, folder: Path) -> list[Asked]:
    """Index a folder in a temporary store and ask every question of a set."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    reasons = {row["id"]: tuple(row.get("reasons", ())) for row in rows}
    with TemporaryDirectory(prefix="wenju-bench-") as place:
        library = open_local_library(load_settings(store=Path(place) / "store"))
        library.ingest([folder])
        return [
            Asked(item, reasons[item.id], library.ask(item.question))
            for item in load_dataset(path).items
        ]


def table(asked: Sequence[Asked]) -> list[str]:
    """Return a table in Markdown, a row a kind."""
    lines = ["| kind | n | refused | with the right reason | reasons |", "|---|---|---|---|---|"]
    for kind in dict.fromkeys(one.item.kind for one in asked):
        rows = [one for one in asked if one.item.kind == kind]
        refused = sum(one.refused for one in rows)
        found = [str(one.answer.refusal_reason) for one in rows if one.refused]
        why = ", ".join(f"{name} {found.count(name)}" for name in dict.fromkeys(found))
        right = sum(one.rightly for one in rows if not one.item.answerable)
        lines.append(f"| {kind} | {len(rows)} | {refused} | {right or '–'} | {why} |")
    answerable = [one for one in asked if one.item.answerable]
    answered = sum(not one.refused for one in answerable)
    right = sum(one.rightly for one in answerable)
    total = len(answerable)
    return [*lines, f"\nanswerable: {answered} of {total} answered, {right} with what is right"]


def mistakes(asked: Sequence[Asked]) -> Iterator[str]:
    """Yield what was answered or refused wrongly."""
    for one in asked:
        if not one.rightly:
            reason = one.answer.refusal_reason or "answered"
            yield f"[{one.item.kind}] {one.item.question.text} | {reason} | {one.answer.text}"


if __name__ == "__main__":
    main()
