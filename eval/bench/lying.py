"""Have a language model lie through the whole chain, and say what is shown of it.

Articles are indexed in a temporary store. A chat model behind the real answerer replies
with statements about them (`eval.forgeries`): false in one thing, or true in other words
and number forms. It says the same again when its statements fail. Counted of each kind:
how many of its statements are shown as supported, how many were put right by their source,
and, of all citations shown, how many hold to the character. The verify step is timed in
processor time, nothing having been read before. Exit code 1 when a forged statement is
shown or a citation does not hold.

    python -m eval.bench.lying
    python -m eval.bench.lying seeds/articles ../shared/data/crud_news.jsonl.gz --forged 1000
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time

from eval.bench.offsets import read_articles
from eval.forgeries import Reply, replies
from eval.liar import Liar
from eval.relevance import is_true
from index.document import Document
from index.static_embedder import StaticEmbedder
from service.answer import Answer
from service.answerer import Answerer, Limits
from service.bootstrap import open_local_library
from service.chain import Step
from service.claims.facts import read_facts
from service.language_model import LanguageModel
from service.question import Question
from service.settings import load_settings
from service.state import Corpus, State

NAME = "test:liar"
_SOURCES = (Path("seeds/articles"),)
_CLOSING = "。.！!？? ；;，,：:、"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one reply.

    Attributes:
        reply: The reply.
        shown: Whether its statement is in the answer as the model's, supported.
        corrected: What the answer says in its place, put right, or None.
        answer: The answer.
        false_citations: How many citations of the answer do not hold to the character.
        milliseconds: Processor time of the verify step.
    """

    reply: Reply
    shown: bool
    corrected: str | None
    answer: Answer
    false_citations: int
    milliseconds: float


def main() -> None:
    """Have it lie, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sources", type=Path, nargs="*", default=_SOURCES, metavar="PATH")
    parser.add_argument("--articles", type=int, default=120, help="of each source, at most")
    parser.add_argument("--forged", type=int, default=200, help="forged replies, at most")
    parser.add_argument("--true", type=int, default=100, help="true replies, at most")
    parser.add_argument("--minutes", type=float, help="leave out what is not asked by then")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, help="print so many mistakes of each kind")
    given = parser.parse_args()
    documents = [one for path in given.sources for one in articles(path, given.articles)]
    chosen = choose(replies(documents, seed=given.seed), forged=given.forged, true=given.true)
    with TemporaryDirectory(prefix="wenju-bench-") as folder:
        told, unseen = tell(documents, chosen, Path(folder) / "store", minutes=given.minutes)
    for line in (*table(told, unseen), *mistakes(told, given.show)):
        sys.stdout.write(f"{line}\n")
    if any(one.false_citations or (one.shown and not one.reply.is_true) for one in told):
        raise SystemExit(1)


def articles(path: Path, most: int) -> list[Document]:
    """Return the first articles of a source."""
    return list(islice(read_articles(path), most))


def choose(made: Iterable[Reply], *, forged: int, true: int) -> list[Reply]:
    """Return so many replies, each kind in turn as long as there are any."""
    by_kind: dict[str, list[Reply]] = {}
    for reply in made:
        by_kind.setdefault(reply.kind, []).append(reply)
    chosen: list[Reply] = []
    for wanted, most in ((False, forged), (True, true)):
        kinds = [rows for rows in by_kind.values() if rows[0].is_true is wanted]
        turns = chain.from_iterable(
            [rows[at] for rows in kinds if at < len(rows)]
            for at in range(max(map(len, kinds), default=0))
        )
        chosen += islice(turns, most)
    random.Random(0).shuffle(chosen)  # noqa: S311 - a run that is cut short shows every kind
    return chosen


def tell(
    documents: Sequence[Document],
    chosen: Iterable[Reply],
    store: Path,
    *,
    minutes: float | None = None,
) -> tuple[list[Told], int]:
    """Ask about every reply with the model set to give it.

    Args:
        documents: What is indexed.
        chosen: The replies.
        store: Where to index.
        minutes: Time after which the rest is left out; None for all.

    Returns:
        What became of each, and how many replies were left out because the model was not
        shown what it was to quote.
    """
    library = open_local_library(load_settings(store=store))
    library.add(documents)
    liar = Liar()
    answerer = lying_answerer(library.corpus, liar)
    times: list[float] = []
    answerer.steps["verify"] = _timed(answerer.steps["verify"], times)
    by_id = {document.id: document for document in documents}
    told, unseen, began = [], 0, monotonic()
    for reply in chosen:
        if minutes is not None and monotonic() - began > 60 * minutes:
            break
        liar.reply = reply
        answer = answerer.ask(Question(reply.question))
        if not liar.shown:
            unseen += 1
            continue
        false = sum(not is_true(one, by_id[one.document_id]) for one in answer.citations)
        told.append(Told(reply, *outcome(reply, answer), answer, false, times[-1]))
    return told, unseen


def lying_answerer(corpus: Callable[[], Corpus], liar: Liar) -> Answerer:
    """Return the real answerer with a liar for its language model."""
    return Answerer(
        corpus,
        embedder=cache(StaticEmbedder.load),
        model=LanguageModel(liar, NAME),
        limits=Limits(),
    )


def _timed(step: Step, times: list[float]) -> Step:
    def run(state: State) -> State:
        read_facts.cache_clear()
        start = process_time()
        after = step(state)
        times.append((process_time() - start) * 1000)
        return after

    return run


def outcome(reply: Reply, answer: Answer) -> tuple[bool, str | None]:
    """Return whether a reply's statement is shown, and what was put in its place."""
    if answer.generator != NAME:
        return False, None
    said = _bare(reply.statement)
    for claim in answer.claims:
        if _bare(claim.text) == said:
            right = claim.corrected
            return (right is None, right)
    return said in _bare(answer.text), None


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(_CLOSING)


def table(told: Sequence[Told], unseen: int) -> list[str]:
    """Return a table in Markdown, a row a kind, and the sums below it."""
    lines = ["| reply | n | shown | put right | left out |", "|---|---|---|---|---|"]
    for kind in dict.fromkeys(one.reply.kind for one in told):
        rows = [one for one in told if one.reply.kind == kind]
        shown, right = sum(one.shown for one in rows), sum(bool(one.corrected) for one in rows)
        lines.append(f"| {kind} | {len(rows)} | {shown} | {right} | {len(rows) - shown - right} |")
    for name, wanted in (("forged", False), ("true", True)):
        rows = [one for one in told if one.reply.is_true is wanted]
        shown = sum(one.shown for one in rows)
        share = f"{shown / len(rows):.3f}" if rows else "–"
        lines.append(f"\n{name}: {shown} of {len(rows)} shown as supported ({share})")
    citations = sum(len(one.answer.citations) for one in told)
    false = sum(one.false_citations for one in told)
    times = sorted(one.milliseconds for one in told) or [0.0]
    half, most = times[len(times) // 2], times[int(len(times) * 0.95)]
    return [
        *lines,
        f"\ncitations: {citations} shown, {false} not true to the character",
        f"left out, not shown what to quote: {unseen}",
        f"the verify step: p50 {half:.1f} ms, p95 {most:.1f} ms, longest {times[-1]:.1f} ms",
    ]


def mistakes(told: Sequence[Told], most: int) -> Iterator[str]:
    """Yield so many statements of each kind that were taken for the opposite, with why."""
    seen: Counter[str] = Counter()
    for one in told:
        if one.shown is one.reply.is_true or one.corrected or seen[one.reply.kind] >= most:
            continue
        seen[one.reply.kind] += 1
        why = ", ".join(
            finding.reason.value for left in one.answer.unsupported for finding in left.findings
        )
        yield f"[{one.reply.kind}] {one.reply.statement} | {why} | {' / '.join(one.reply.quotes)}"


if __name__ == "__main__":
    main()
