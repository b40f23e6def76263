"""Word files (.docx)."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.document import Metadata
from index.errors import UnreadableSource
from index.formats.extract import Extract, stated

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,  # a part that the package names is missing
    ValueError,
    NotImplementedError,  # a compression that Python does not know
    RuntimeError,  # a member locked with a password
)
LARGEST_UNPACKED = 512 * 2**20  # bytes: more is taken for a zip bomb


def read_word(data: bytes) -> Extract:
    """Read a Word file: its text is a paragraph a line and a table row a line.

    Offsets index that text. Cells of a row are parted by tabs.

    Raises:
        UnreadableSource: The file is broken, encrypted, too large unpacked or empty.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import LxmlError  # type: ignore[import-untyped]  # lxml ships no types

    _check_size(data)
    try:
        document = docx.Document(io.BytesIO(data))
        text = "\n".join(_lines(document))
        properties = document.core_properties
        metadata = Metadata(title=stated(properties.title), author=stated(properties.author))
    except (PackageNotFoundError, LxmlError, *_BROKEN_ZIP) as error:
        raise UnreadableSource(f"the Word file is broken: {error}") from error
    if not text.strip():
        raise UnreadableSource("the Word file holds no text")
    return Extract(text, metadata=metadata)


def _check_size(data: bytes) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableSource("an old or encrypted Word file: save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except _BROKEN_ZIP as error:
        raise UnreadableSource(f"the Word file is broken: {error}") from error
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableSource(f"the Word file unpacks to {unpacked // 2**20} MB")


def _lines(document: "Document") -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        else:
            yield block.text


def _rows(table: "Table") -> Iterator[str]:
    for row in table.rows:
        cells = dict.fromkeys((cell._tc, cell.text.replace("\n", " ")) for cell in row.cells)
        yield "\t".join(text for _, text in cells)
