"""Documents handed in as JSON: a line of a .jsonl file, or an HTTP request's."""

import dataclasses
import hashlib
from collections.abc import Mapping

from index.document import Document, Metadata
from index.errors import InvalidRecord
from index.formats.extract import parse_date

_OPTIONAL = ("title", "source", "author", "published", "url")
_SURROGATES = dict.fromkeys(range(55296, 57344), "�")


def document_from_record(record: object, *, path: str | None = None) -> Document:
    """Make a document of a JSON object.

    Args:
        record: `{"id", "text", "title"?, "source"?, "author"?, "published"?, "url"?}`;
            other fields are ignored. The id is a string or a whole number and is kept.
        path: The file that it was read from, if any.

    Returns:
        The document. Half surrogate pairs, which no encoding can write, are shown as
        U+FFFD, one for one, so that offsets stay what they are.

    Raises:
        InvalidRecord: A field is missing or not what it should be; the message says which.
    """
    if not isinstance(record, Mapping):
        raise InvalidRecord("not a JSON object")
    identity = record.get("id")
    if isinstance(identity, int) and not isinstance(identity, bool):
        identity = str(identity)
    if not isinstance(identity, str) or not identity.strip():
        raise InvalidRecord("has no id")
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InvalidRecord("has no text")
    return new_document(identity, text, _metadata(record), path=path)


def new_document(
    identity: str,
    text: str,
    metadata: Metadata,
    *,
    path: str | None = None,
    encoding: str = "utf-8",
) -> Document:
    """Make a document with its checksum.

    Args:
        identity: Its id.
        text: Its text; half surrogate pairs become U+FFFD, here and in the metadata.
        metadata: What is stated about it; blank fields become None.
        path: The file that it was read from, if any.
        encoding: Name of the encoding that was decoded.

    Returns:
        A document that every encoding can write.
    """
    sound = well_formed(text)
    digest = hashlib.sha256(sound.encode()).hexdigest()
    stated = dataclasses.replace(
        metadata,
        title=_sound(metadata.title),
        source=_sound(metadata.source),
        author=_sound(metadata.author),
        url=_sound(metadata.url),
    )
    return Document(well_formed(identity), sound, digest, stated, path, encoding)


def well_formed(text: str) -> str:
    """Replace each half surrogate pair by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(_SURROGATES)
    return text


def _sound(value: str | None) -> str | None:
    return well_formed(value).strip() or None if value else None


def _metadata(record: Mapping[object, object]) -> Metadata:
    fields: dict[str, str | None] = {}
    for name in _OPTIONAL:
        value = record.get(name)
        if value is not None and not isinstance(value, str):
            raise InvalidRecord(f"{name} is not text")
        fields[name] = _sound(value)
    published = fields.pop("published")
    day = parse_date(published) if published else None
    if published and not day:
        raise InvalidRecord(f"published is no date: {published[:40]}")
    return Metadata(published=day, **fields)
