"""The command `wenju eval`.

`service` may not import `eval`, so the command line finds this through the entry point
group `wenju.commands`.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import JsonOption, StoreOption, open_library, print_json, tell

if TYPE_CHECKING:
    from eval.corpus import Opener
    from eval.dataset import Dataset
    from eval.evaluation import Evaluation
    from service.library import Library
    from service.settings import Settings

WORSE = 1
"""Exit code when a measure fell below its baseline."""


def register(app: typer.Typer) -> None:
    """Add `eval` to a command line."""
    app.command("eval")(run_eval)


def run_eval(
    context: typer.Context,
    questions: Annotated[
        Path, typer.Argument(help="Questions: JSON lines or SQuAD's JSON, perhaps gzip.")
    ],
    corpus: Annotated[
        list[Path] | None,
        typer.Option(metavar="PATH", help="Index this for the set alone; may be repeated."),
    ] = None,
    given_context: Annotated[
        bool, typer.Option("--given-context", help="Hand over each context: reading alone.")
    ] = False,
    limit: Annotated[
        int, typer.Option("-k", "--limit", min=1, max=1000, help="How many hits to search.")
    ] = 10,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a report with plots.")
    ] = None,
    gate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Fail if worse than this baseline.")
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the baseline for later runs.")
    ] = None,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Measure answers, citations, refusals and retrieval on a question set.

    A line of the set is {"id", "question", "answers": [...], "document"?,
    "evidence"?, "history"?, "kind"?, "split"?}; without answers the question
    must be refused. Sets with contexts (SQuAD) bring their own corpus.
    Exit code 0: measured, and no worse than the baseline; 1: worse; 2: error.

    Examples:
      wenju eval questions.jsonl --html report.html

      wenju eval questions.jsonl --corpus articles/ --gate baseline.json

      wenju eval dev-v2.0.json --given-context --json
    """
    from eval.dataset import load_dataset
    from service.settings import load_settings

    dataset = load_dataset(questions)
    settings = load_settings(store=store)
    if given_context:
        evaluation = _read_given(settings, dataset)
    else:
        evaluation = _ask_corpus(context, settings, dataset, corpus or [], limit)
    _show(evaluation, json=json, html=html)
    if write_baseline is not None:
        from eval.gate import write_baseline as write

        write(evaluation, write_baseline)
    if gate is not None and _is_worse(evaluation, gate):
        raise typer.Exit(WORSE)


def _ask_corpus(
    context: typer.Context,
    settings: "Settings",
    dataset: "Dataset",
    paths: list[Path],
    limit: int,
) -> "Evaluation":
    from eval.corpus import open_corpus
    from eval.run import evaluate
    from eval.unguarded import unguarded
    from service.cli.progress import shown_progress

    opener, again = _opener(context, settings), unguarded(settings)
    with (
        shown_progress() as progress,
        open_corpus(dataset, opener, paths=paths, on_progress=progress) as corpus,
    ):
        second = _opener(context, again)(corpus.store) if again else None
        return evaluate(
            corpus.library, dataset, limit=limit, unguarded=second, on_progress=progress
        )


def _read_given(settings: "Settings", dataset: "Dataset") -> "Evaluation":
    from eval.reading import open_reader
    from eval.run import evaluate_reading
    from eval.unguarded import unguarded
    from service.cli.progress import shown_progress

    again = unguarded(settings)
    second = open_reader(again) if again else None
    with shown_progress() as progress:
        return evaluate_reading(
            open_reader(settings), dataset, unguarded=second, on_progress=progress
        )


def _opener(context: typer.Context, settings: "Settings") -> "Opener":
    """Return what opens the library of a store, or of the settings' own for None."""

    def opener(store: Path | None) -> "Library":
        if store is None:
            return open_library(context, settings, seeded=True)
        return open_library(context, settings.model_copy(update={"store": store}))

    return opener


def _show(evaluation: "Evaluation", *, json: bool, html: Path | None) -> None:
    """Print the evaluation, and write the page if one is wanted."""
    if json:
        from eval.payload import evaluation_payload

        print_json(evaluation_payload(evaluation))
    else:
        from rich.console import Console

        from eval.report import show_evaluation

        show_evaluation(evaluation, Console())
    if html is not None:
        from eval.html import write_page

        write_page(evaluation, html)
        tell(f"wenju: the report is in {html}")


def _is_worse(evaluation: "Evaluation", baseline: Path) -> bool:
    """Say on standard error what fell below the baseline, if anything."""
    from eval.gate import regressions

    fallen = regressions(evaluation, baseline)
    for regression in fallen:
        tell(f"worse: {regression}")
    if not fallen:
        tell(f"wenju: no worse than {baseline}")
    return bool(fallen)
