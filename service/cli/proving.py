"""`verify`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.options import JsonOption, StoreOption, open_library, print_json, tell

if TYPE_CHECKING:
    from index.document import Document
    from service.claims.verdict import Judgement

DocumentOption = Annotated[
    list[str],
    typer.Option(
        "--document",
        metavar="FILE",
        help="What must carry the answer; may be given again. The n-th is [n] in the answer. "
        "A name that is no file is the id of a document in the index.",
    ),
]


def verify(
    context: typer.Context,
    answer: Annotated[
        str, typer.Argument(metavar="ANSWER", help="The answer; - reads it from standard input.")
    ],
    document: DocumentOption,
    question: Annotated[
        str, typer.Option(help="What it answers; its subject is checked too.")
    ] = "",
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Say of every claim of an answer whether the documents carry it.

    Exit code 0: all do; 1: a claim is contradicted or unsupported; 2: error.
    Files are read as they are; no index is needed for them.
    """
    from index.formats.record import well_formed
    from service.claims.proof import prove
    from service.claims.verdict import Verdict
    from service.cli.exit_codes import ExitCode
    from service.render import proof_payload

    said = _standard_input() if answer == "-" else answer
    documents = [one for name in document for one in _read(name, context, store)]
    claims = prove(well_formed(said), documents, question=question)
    if json:
        print_json(proof_payload(claims, documents))
    else:
        for claim in claims:
            _show(claim, said, {one.id: one for one in documents})
        if not claims:
            tell("wenju: there is no claim in this answer")
    proven = claims and all(claim.verdict is Verdict.SUPPORTED for claim in claims)
    raise typer.Exit(ExitCode.ANSWERED if proven else ExitCode.REFUSED)


def _standard_input() -> str:
    return sys.stdin.buffer.read().decode("utf-8-sig", "replace")


def _read(name: str, context: typer.Context, store: Path | None) -> "list[Document]":
    """Return the documents of a file, or the one of that id in the index.

    Raises:
        UnreadableSource: The file holds nothing that can be read.
        UnknownDocument: There is neither a file nor a document of that name.
    """
    from index.document import Document
    from index.errors import UnreadableSource
    from index.read_report import Skipped
    from index.sources import read_sources

    if not Path(name).exists():
        from service.settings import load_settings

        return [open_library(context, load_settings(store=store)).document(name)]
    found: list[Document] = []
    problems: list[str] = []
    for outcome in read_sources([name]):
        if isinstance(outcome, Document):
            found.append(outcome)
        elif isinstance(outcome, Skipped):
            problems.append(outcome.reason)
    if not found:
        raise UnreadableSource(f"--document {name}: {'; '.join(problems) or 'nothing to read'}")
    return found


_COLOURS = {"supported": "green", "contradicted": "red", "unsupported": "yellow"}


def _show(claim: "Judgement", answer: str, documents: "dict[str, Document]") -> None:
    """Print a claim's verdict, and for each reason both sides."""
    from service.cli.show import INDENT, printable

    verdict = claim.verdict.value
    typer.secho(f"{verdict:<13}", fg=_COLOURS[verdict], nl=False)
    typer.echo(printable(claim.text))
    document = documents.get(claim.document_id or "")
    for finding in claim.findings:
        said = printable(finding.answer_span.of(answer))
        line = f"{INDENT}{finding.reason.value}: {said}"
        if document is not None and finding.source_span is not None:
            line += f" | {printable(finding.source_span.of(document.text))}"
        typer.echo(line)
    if document is not None and claim.source_span is not None:
        place = f"{document.id} [{claim.source_span.start}, {claim.source_span.end})"
        typer.echo(f"{INDENT}{printable(claim.source_span.of(document.text))}")
        typer.secho(f"{INDENT}{printable(place)}", dim=True)
