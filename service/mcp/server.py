"""The Model Context Protocol, spoken by the official SDK: the one place that imports it."""

import asyncio
import json
import logging
import signal
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import mcp.types as protocol
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError

from index import errors
from service.mcp.desk import Desk
from service.mcp.tools import DATA, TOOLS, Tool
from service.render import Json, error_payload

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

INSTRUCTIONS = f"""wenju answers from a library of Chinese articles, with proof, or refuses.
Use `ask` for a question of fact, `search` to see what there is, `get_document` to read around
a citation, `verify` to check what you wrote before you show it. Keep figures, units, dates and
names exactly as the tools give them, and show where they stand: title, source, date. When
wenju refuses, say that the articles do not tell. {DATA}"""
ADVICE: dict[type[errors.WenjuError], str] = {
    errors.UnknownDocument: "Take ids from citations or hits, exactly as they are there.",
    errors.StoreMissing: "Tell the user: nothing can be answered before articles are read in.",
    errors.StoreBusy: "Try again in a few seconds.",
    errors.GenerationError: "Try again, or use `search`.",
}
"""What a model can do about an error; for subclasses too."""

_INPUT_SCHEMAS = {tool.name: tool.arguments.model_json_schema() for tool in TOOLS}
_log = logging.getLogger(__name__)


def create_server(desk: Desk) -> Server[Any]:
    """Return a server that offers the tools; it keeps no state between calls."""

    async def list_tools(
        _: ServerRequestContext[Any], __: protocol.PaginatedRequestParams | None
    ) -> protocol.ListToolsResult:
        return protocol.ListToolsResult(tools=[_described(tool) for tool in TOOLS])

    async def call_tool(
        _: ServerRequestContext[Any], request: protocol.CallToolRequestParams
    ) -> protocol.CallToolResult:
        tool = _named(request.name)
        return await asyncio.to_thread(_called, tool, desk, request.arguments or {})

    return Server(
        "wenju",
        title="wenju",
        version=version("wenju"),
        instructions=INSTRUCTIONS,
        get_tool_input_schema=_INPUT_SCHEMAS.get,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _described(tool: Tool) -> protocol.Tool:
    return protocol.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=_INPUT_SCHEMAS[tool.name],
        output_schema=tool.output.model_json_schema(mode="serialization"),
        annotations=protocol.ToolAnnotations(
            title=tool.title,
            read_only_hint=True,
            destructive_hint=False,
            idempotent_hint=True,
            open_world_hint=False,
        ),
    )


def _named(name: str) -> Tool:
    """Return the tool of a name.

    Raises:
        MCPError: There is none; the SDK sends it as a protocol error.
    """
    for tool in TOOLS:
        if tool.name == name:
            return tool
    known = ", ".join(tool.name for tool in TOOLS)
    raise MCPError(protocol.INVALID_PARAMS, f"no tool is called {name!r}; there are {known}")


def _called(tool: Tool, desk: Desk, arguments: Json) -> protocol.CallToolResult:
    """Return what a call gives; what goes wrong is for the model to read, and ends nothing."""
    try:
        payload = tool.call(desk, arguments)
    except errors.WenjuError as error:
        return _failed(error)
    except Exception:
        _log.exception("the tool %s failed", tool.name)
        return _said("internal_error: something went wrong in wenju; its log has it", error=True)
    return protocol.CallToolResult(
        content=[_text(_caution(tool)), _text(json.dumps(payload, ensure_ascii=False))],
        structured_content=payload,
    )


def _failed(error: errors.WenjuError) -> protocol.CallToolResult:
    """Return an error with what can be done about it."""
    said = error_payload(error)["error"]
    advice = [words for kind, words in ADVICE.items() if isinstance(error, kind)]
    return _said(". ".join([f"{said['type']}: {said['message']}", *advice]), error=True)


def _said(text: str, *, error: bool) -> protocol.CallToolResult:
    return protocol.CallToolResult(content=[_text(text)], is_error=error)


def _caution(tool: Tool) -> str:
    """Return the words that mark what follows as data.

    Inside a JSON string nothing can end the string unnoticed, so naming the fields is
    enough to say where a document speaks.
    """
    fields = ", ".join(f"`{name}`" for name in tool.quoted)
    return f"In the JSON that follows, {fields} hold words of documents. {DATA}"


def _text(text: str) -> protocol.TextContent:
    return protocol.TextContent(type="text", text=text)


def run_stdio(desk: Desk) -> None:
    """Serve over standard input and output until the input ends.

    While it runs, whatever else is printed goes to standard error: the SDK points the
    process's standard output there and keeps the true one for itself. A signal ends it at
    once; there is nothing to be saved, and a thread that waits for input cannot be ended
    otherwise.
    """
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_DFL)
    asyncio.run(_serve_stdio(create_server(desk)))


async def _serve_stdio(server: Server[Any]) -> None:
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


async def answer_http(
    desk: Desk, scope: "Scope", receive: "Receive", send: "Send", *, most_bytes: int
) -> None:
    """Answer one POST of the streamable HTTP transport.

    Every request stands for itself, so no session is kept, no event stream is held open,
    and the answer is one JSON body: whoever asks may be answered by another process next.

    Args:
        desk: What the tools of this request work with.
        scope: The request, as ASGI gives it; so are `receive` and `send`.
        receive: Gives the body.
        send: Takes the answer.
        most_bytes: Largest body that is read.
    """
    manager = StreamableHTTPSessionManager(
        create_server(desk), json_response=True, stateless=True, max_request_body_size=most_bytes
    )
    async with manager.run():
        await manager.handle_request(scope, receive, send)
