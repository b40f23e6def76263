"""`/docs`: the API on one page, made from its OpenAPI description, loading nothing."""

import json
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

docs_router = APIRouter(include_in_schema=False)

STYLE = """
body{font:16px/1.6 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
section{border-top:1px solid #8886;padding:.5rem 0}code,pre{font-family:ui-monospace,monospace}
pre{background:#8881;padding:.8rem;overflow-x:auto;border-radius:.3rem}h2{font-size:1.1rem}
@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}a{color:#8bf}}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@docs_router.get("/docs", response_class=HTMLResponse)
def docs(request: Request) -> HTMLResponse:
    """Show every route with what it takes and gives."""
    described = request.app.openapi()
    parts = [
        _section(method.upper(), path, operation, described)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    ]
    page = _page(described["info"], "".join(parts))
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


def _page(info: dict[str, Any], body: str) -> str:
    title = escape(f"{info['title']} {info['version']}")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f"<h1>{title}</h1><p>{escape(info['description'])}</p>"
        f'<p>For programs: <a href="/openapi.json">openapi.json</a></p>{body}</html>'
    )


def _section(method: str, path: str, operation: dict[str, Any], described: dict[str, Any]) -> str:
    body = operation.get("requestBody", {}).get("content", {})
    asked = [example(part.get("schema", {}), described) for part in body.values()]
    shown = "".join(
        f"<pre>{escape(json.dumps(one, ensure_ascii=False, indent=2))}</pre>" for one in asked
    )
    return (
        f"<section><h2><code>{method} {escape(path)}</code></h2>"
        f"<p>{escape(operation.get('description', operation.get('summary', '')))}</p>"
        f"{shown}</section>"
    )


def example(schema: dict[str, Any], described: dict[str, Any]) -> Any:  # any JSON value
    """Return a value that fits a schema: its own examples and defaults where it has them."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return example(described["components"]["schemas"][name], described)
    if "examples" in schema:
        return schema["examples"][0]
    if "default" in schema:
        return schema["default"]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], described)
    if schema.get("type") == "object":
        fields = schema.get("properties", {})
        return {name: example(part, described) for name, part in fields.items()}
    if schema.get("type") == "array":
        return [example(schema.get("items", {}), described)]
    return schema.get("enum", [schema.get("type", "")])[0]
