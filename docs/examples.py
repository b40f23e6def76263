"""Write the JSON examples of the READMEs and of docs/api.md from what is answered today.

Each example is replaced, in order, by the true answer to its request over the demo
corpus, in a throw-away store. Timings are cut down to their total.

    .venv/bin/python docs/examples.py
"""

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi.testclient import TestClient

from service.bootstrap import open_local_library
from service.http.app import create_app
from service.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100
ARTICLE = {
    "id": "news-0107",
    "title": "临江镇新图书馆开放",
    "text": "临江镇消息：新图书馆于五月开放，藏书四万册。",
}
FORGED = {
    "answer": "青石港新建泊位8个[1]。",
    "documents": [{"id": "harbour", "text": "青石港去年新建泊位6个，投资4.2亿元。"}],
}
HISTORY = [
    {"role": "user", "text": "望榆县风车桥有多长"},
    {"role": "assistant", "text": "412米"},
]
MESSAGES = [{"role": "user", "content": "萧山给旺苍投入多少产业园资金"}]
SHOWN = ("answer", "status", "refusal_reason", "offset_unit")  # of the answer in a completion
_EXAMPLE = re.compile(r"(?<=^```json\n).*?(?=^```)", re.MULTILINE | re.DOTALL)

Json = dict[str, Any]


def main() -> None:
    """Ask, and put the answers in."""
    with TemporaryDirectory() as folder:
        settings = load_settings(store=Path(folder) / "store")
        library = open_local_library(settings)
        library.ingest([ROOT / "seeds" / "articles"])
        client = TestClient(create_app(library, settings))

        def post(path: str, body: Json) -> Json:
            return trimmed(client.post(path, json=body).raise_for_status().json())

        readme = [
            post("/v1/ask", {"question": "康定的茶园投产后每年利税估计多少"}),
            post("/v1/documents", ARTICLE),
            post("/v1/ask", {"question": "临江镇新图书馆藏书多少"}),
        ]
        completion = post("/v1/chat/completions", {"model": "wenju", "messages": MESSAGES})
        message = post("/v1/messages", {"model": "wenju", "messages": MESSAGES})
        for shown in (completion, message):
            shown["wenju"] = {name: shown["wenju"][name] for name in SHOWN}
        api = [
            post("/v1/ask", {"question": "造价是多少", "history": HISTORY}),
            post("/v1/search", {"query": "新图书馆", "limit": 1}),
            post("/v1/verify", FORGED),
            client.get("/v1/documents/news-0107").json(),
            completion,
            message,
        ]
    for name, examples in (("README.md", readme), ("README.en.md", readme), ("docs/api.md", api)):
        fill(ROOT / name, examples)


def trimmed(payload: Json) -> Json:
    """Keep of the timings what is worth showing."""
    if "timings" in payload:
        payload["timings"] = {"total": round(payload["timings"]["total"])}
    return payload


def fill(page: Path, examples: list[Json]) -> None:
    """Replace the examples of a page, in order."""
    text = page.read_text(encoding="utf-8")
    waiting = iter(examples)
    text = _EXAMPLE.sub(lambda _: laid_out(next(waiting)) + "\n", text)
    if next(waiting, None) is not None:
        raise SystemExit(f"{page} has too few examples")
    page.write_text(text, encoding="utf-8")


def laid_out(value: Any, column: int = 0, before: int = 0) -> str:
    """Return JSON on one line where it fits, else a member a line.

    Args:
        value: What to write.
        column: How far it is indented.
        before: Characters that stand before it on its first line.
    """
    line = json.dumps(value, ensure_ascii=False)
    wide = sum(2 if ord(character) > 0x2E80 else 1 for character in line)
    if column + before + wide < WIDTH or not isinstance(value, dict | list):
        return line
    pairs = value.items() if isinstance(value, dict) else (("", item) for item in value)
    parts = []
    for name, item in pairs:
        key = f"{json.dumps(name, ensure_ascii=False)}: " if name else ""
        parts.append(" " * (column + 2) + key + laid_out(item, column + 2, len(key)))
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return opening + "\n" + ",\n".join(parts) + "\n" + " " * column + closing


if __name__ == "__main__":
    main()
