"""`ask`, `search` and `chat`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidQuestion, WenjuError
from service.cli.filtering import (
    CollectionsOption,
    FromOption,
    SourcesOption,
    UntilOption,
    filter_of,
)
from service.cli.options import JsonOption, StoreOption, open_library, print_json, tell

if TYPE_CHECKING:
    from index.filter import Filter
    from service.library import Library
    from service.settings import Settings

QuestionArgument = Annotated[
    str,
    typer.Argument(metavar="QUESTION", help="What to ask; with --json, - reads a question a line."),
]
LimitOption = Annotated[int, typer.Option("-k", "--limit", min=1, max=1000, help="Most hits.")]

_NOTHING = "wenju: the index is empty; fill it with: wenju ingest PATH..."
_NOTHING_SEEN = "wenju: no document meets these conditions; see: wenju documents"


def ask(
    context: typer.Context,
    question: QuestionArgument,
    collection: CollectionsOption = None,
    source: SourcesOption = None,
    since: FromOption = None,
    until: UntilOption = None,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Answer a question, with the line that proves it.

    Exit code 0: answered; 1: refused, with the reason; 2: error. With `-`
    it is 2 if a line failed, else 1 if every line was refused, else 0.
    """
    from service.cli.exit_codes import code_of
    from service.intake import checked_question
    from service.settings import load_settings

    settings = load_settings(store=store)
    seen = filter_of(collection, source, since, until)
    if question == "-":
        if not json:
            raise typer.BadParameter("reading questions from standard input needs --json")
        library = open_library(context, settings, seeded=True)
        raise typer.Exit(_ask_lines(library, settings, seen))
    asked = checked_question(question, limit=settings.question_characters)
    library = open_library(context, settings, seeded=True)
    answer = library.ask(asked, seen)
    if json:
        from service.render import answer_payload

        print_json(answer_payload(answer))
    else:
        from service.cli.show import show_answer

        show_answer(answer, question)
        if not answer.citations and not library.documents(seen):
            tell(_NOTHING if seen is None else _NOTHING_SEEN)
    raise typer.Exit(code_of(answer))


def _ask_lines(library: "Library", settings: "Settings", seen: "Filter | None") -> int:
    """Answer every line of standard input with one line of JSON, in order."""
    from service.cli.exit_codes import ExitCode, code_of
    from service.intake import checked_question
    from service.render import answer_payload, error_payload, refusal_payload

    codes = []
    for line in sys.stdin.buffer:
        text = line.decode("utf-8-sig", "surrogateescape").strip()
        try:
            asked = checked_question(text, limit=settings.question_characters)
            answer = library.ask(asked, seen)
        except InvalidQuestion as error:
            print_json(refusal_payload(str(error), generation=library.generation))
            codes.append(ExitCode.REFUSED)
        except WenjuError as error:
            print_json(error_payload(error))
            codes.append(ExitCode.ERROR)
        else:
            print_json(answer_payload(answer))
            codes.append(code_of(answer))
    if ExitCode.ERROR in codes:
        return ExitCode.ERROR
    return min(codes, default=ExitCode.ANSWERED)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What to look for.")],
    limit: LimitOption = 10,
    collection: CollectionsOption = None,
    source: SourcesOption = None,
    since: FromOption = None,
    until: UntilOption = None,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Show the passages that fit a query, best first."""
    from service.intake import checked_question
    from service.render import hit_payload, search_payload
    from service.settings import load_settings

    settings = load_settings(store=store)
    text = checked_question(query, limit=settings.question_characters).text
    library = open_library(context, settings, seeded=True)
    hits = library.search(text, limit=limit, filter=filter_of(collection, source, since, until))
    if json:
        found = [hit_payload(hit, library.document(hit.passage.document_id)) for hit in hits]
        print_json(search_payload(query, found, library.generation))
    else:
        from service.cli.show import show_hits

        show_hits(hits)


def chat(
    context: typer.Context,
    collection: CollectionsOption = None,
    source: SourcesOption = None,
    since: FromOption = None,
    until: UntilOption = None,
    store: StoreOption = None,
) -> None:
    """Ask one question after another; a follow-up may lean on what was said.

    /new forgets the conversation; /quit or Ctrl-D ends it.
    """
    from service.cli.show import show_answer
    from service.intake import checked_question
    from service.question import Role, Turn
    from service.settings import load_settings

    settings = load_settings(store=store)
    seen = filter_of(collection, source, since, until)
    library = open_library(context, settings, seeded=True)
    tell("问吧 / Ask away. /new /quit")
    history: list[Turn] = []
    while (text := _next_line()) not in (None, "/quit"):
        if text == "/new":
            history.clear()
        elif text:
            try:
                limit = settings.question_characters
                answer = library.ask(checked_question(text, limit=limit, history=history), seen)
            except WenjuError as error:
                tell(f"wenju: {error}")
                continue
            show_answer(answer, text)
            history += [Turn(Role.USER, text), Turn(Role.ASSISTANT, answer.text)]


def _next_line() -> str | None:
    """Return the next line typed, or None at its end."""
    if sys.stdin.isatty():
        import readline  # noqa: F401  # its presence gives input() a history and editing
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return None
