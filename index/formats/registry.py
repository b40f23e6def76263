"""Which reader reads which file."""

from collections.abc import Callable, Mapping
from pathlib import PurePath

from index.formats.extract import Extract
from index.formats.html import read_html
from index.formats.markdown import read_markdown
from index.formats.pdf import read_pdf
from index.formats.plain import read_plain
from index.formats.word import read_word

Reader = Callable[[bytes], Extract]

READERS: Mapping[str, Reader] = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_word,
}
RECORDS = (".jsonl", ".jsonl.gz")


def extension(path: PurePath) -> str:
    """Return a file's extension in lower case, `.jsonl.gz` as one; empty without one."""
    name = path.name.lower()
    return next((ending for ending in RECORDS if name.endswith(ending)), PurePath(name).suffix)
