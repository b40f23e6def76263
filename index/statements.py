"""Every statement that is run on a store, declared once in SQLAlchemy's terms.

For SQLite they are also kept compiled, in `compiled.json`: importing SQLAlchemy takes
longer than a whole question. `python -m index.statements` writes that file anew, and a
test fails while it is not what these declarations give.
"""

import json
from pathlib import Path

from sqlalchemy import Integer, Text, bindparam, delete, func, insert, literal_column, or_, select
from sqlalchemy import update as sql_update
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler

from index.schema import TABLES, documents, meta, passages, removed, texts, vectors

COMPILED = Path(__file__).with_name("compiled.json")

_document_of_text = texts.join(documents, texts.c.document == documents.c.key)
_document_of_passage = passages.join(documents, documents.c.key == passages.c.document)
_d, _p = documents.c, passages.c

_SUMMARY = select(
    _d.id,
    _d.title,
    _d.source,
    _d.author,
    _d.published,
    _d.url,
    _d.path,
    _d.characters,
    _d.passages,
    _d.sha256,
    _d.collection,
    _d.checksum,
)
_PASSAGE = select(
    _p.key,
    _d.id,
    _p.ordinal,
    _p.start,
    _p.end,
    _p.clean_start,
    _p.clean_end,
    _p.headings,
    _p.text,
    _d.title,
    _p.checksum,
).select_from(_document_of_passage)
_ORIGINAL = select(texts.c.original, _d.encoding, *_SUMMARY.selected_columns).select_from(
    _document_of_text
)

_id = bindparam("id", type_=Text)
_key = bindparam("key", type_=_d.key.type)
_after = bindparam("after", type_=_d.key.type)
_until = bindparam("until", type_=_d.key.type)
_since = bindparam("since", type_=_d.key.type)
_keys = bindparam("keys", expanding=True, type_=_d.key.type)
_limit = bindparam("limit", type_=Integer)
_name = bindparam("name_", type_=Text)
_value = bindparam("value_", type_=Text)

# A condition of a filter that is left out is handed in as 1, and its values as nothing.
_any_collection = bindparam("any_collection", type_=Integer)
_any_source = bindparam("any_source", type_=Integer)
_first, _last = bindparam("first", type_=Text), bindparam("last", type_=Text)
_MEETS_FILTER = (
    or_(
        _any_collection == literal_column("1"),
        _d.collection.in_(bindparam("collections", expanding=True, type_=Text)),
    ),
    or_(
        _any_source == literal_column("1"),
        _d.source.in_(bindparam("sources", expanding=True, type_=Text)),
    ),
    or_(_first == literal_column("''"), _d.published >= _first),
    or_(_last == literal_column("''"), _d.published <= _last),
)
_REMOVED_OF_BASE = (removed.c.generation > _since, removed.c.passage <= _key)

STATEMENTS: dict[str, Executable] = {
    "facts": select(meta.c.name, meta.c.value),
    "fact": select(meta.c.value).where(meta.c.name == _name),
    "add_fact": insert(meta),
    "set_fact": sql_update(meta).where(meta.c.name == _name).values(value=_value),
    "document_key": select(_d.key).where(_d.id == _id),
    "document_state": select(_d.fingerprint, _d.collection).where(_d.id == _id),
    "ids_at_path": select(_d.id).where(_d.path == bindparam("path", type_=Text)).order_by(_d.key),
    "count_documents": select(func.count()).select_from(documents),
    "count_passages": select(func.coalesce(func.sum(_d.passages), literal_column("0"))),
    "summaries": _SUMMARY.where(*_MEETS_FILTER).order_by(_d.key),
    "summary_at": _SUMMARY.where(_d.key == _key),
    "admits": select(_d.key).where(_d.id == _id, *_MEETS_FILTER),
    "passage_ranges": select(_d.first_passage, _d.first_passage + _d.passages)
    .where(*_MEETS_FILTER)
    .order_by(_d.first_passage),
    "collections": select(_d.collection, func.count())
    .group_by(_d.collection)
    .order_by(_d.collection),
    "original": _ORIGINAL.where(_d.id == _id),
    "clean": select(_d.id, texts.c.clean, texts.c.alignment, texts.c.paragraphs, texts.c.checksum)
    .select_from(_document_of_text)
    .where(_d.id == _id),
    "passages": _PASSAGE.where(_p.key.in_(_keys)),
    "passages_of": _PASSAGE.where(_d.id == _id).order_by(_p.ordinal),
    "count_passages_of": select(_d.passages).where(_d.id == _id),
    "passages_after": _PASSAGE.where(_p.key > _after).order_by(_p.key).limit(_limit),
    "passage_keys_of": select(_p.key).where(_p.document == _key).order_by(_p.ordinal),
    "vectors": select(vectors.c.passage, vectors.c.vector, vectors.c.checksum)
    .where(vectors.c.passage > _after, vectors.c.passage <= _until)
    .order_by(vectors.c.passage)
    .limit(_limit),
    "count_vectors": select(func.count()).select_from(vectors).where(vectors.c.passage > _after),
    "last_document": select(func.coalesce(func.max(_d.key), literal_column("0"))),
    "last_passage": select(func.coalesce(func.max(_p.key), literal_column("0"))),
    "removed": select(removed.c.passage).where(*_REMOVED_OF_BASE).order_by(removed.c.passage),
    "count_removed": select(func.count()).select_from(removed).where(*_REMOVED_OF_BASE),
    "forget_removed": delete(removed).where(removed.c.generation <= _until),
    "add_documents": insert(documents),
    "add_texts": insert(texts),
    "add_passages": insert(passages),
    "add_vectors": insert(vectors),
    "add_removed": insert(removed),
    "remove_document": delete(documents).where(_d.key == _key),
}


def compiled_for_sqlite() -> dict[str, object]:
    """Return the statements as SQLite takes them: text, and its parameters in their order.

    A parameter that is a list holds the one value that the declaration gives it.
    """
    dialect = sqlite.dialect()
    tables = [str(CreateTable(table).compile(dialect=dialect)) for table in TABLES.sorted_tables]
    indexes = [
        str(CreateIndex(index).compile(dialect=dialect))
        for table in TABLES.sorted_tables
        for index in sorted(table.indexes, key=lambda one: str(one.name))
    ]
    return {
        "tables": [" ".join(statement.split()) for statement in (*tables, *indexes)],
        "statements": {name: _compiled(one) for name, one in STATEMENTS.items()},
    }


def _compiled(statement: Executable) -> dict[str, object]:
    compiled = statement.compile(dialect=sqlite.dialect())  # type: ignore[attr-defined]  # all are
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - a statement, not a definition
    given = compiled.params
    parameters = [
        name if given[name] is None else [given[name]] for name in compiled.positiontup or ()
    ]
    return {"text": " ".join(str(compiled).split()), "parameters": parameters}


if __name__ == "__main__":
    COMPILED.write_text(json.dumps(compiled_for_sqlite(), indent=1) + "\n", encoding="utf-8")
