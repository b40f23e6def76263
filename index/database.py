"""The truth of a store: what is read from its tables and written into them."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from index.align import Alignment
from index.connection import Row, Server, Source, connect
from index.document import CleanDocument, Document, Metadata, Passage
from index.embed import FloatMatrix
from index.errors import InvalidRecord, StoreDamaged, StoreError, UnknownDocument
from index.filter import Filter
from index.migration import FORMAT, check_format
from index.pending import Pending
from index.prepared import DocumentSummary, Prepared
from index.row_checksum import checked, checksum
from index.rows import (
    conditions_of,
    date_of,
    paragraphs_of,
    passage_of,
    summary_of,
    unpacked,
    unpacked_vectors,
)

_BATCH = 4096  # rows read at a time
_LAST_KEY = 2**63 - 1
_LIST = 512  # values of one list
_MEMORY = 1000  # generations after which a folder that lags behind is made anew
_KEYS = ("last_document", "last_passage")  # the facts that hold the highest keys ever used

_SEAL = "checksum"  # the fact that holds the checksum of the others

# What is known of a folder's derived indexes, as it is of one that has none yet.
_NEW_FOLDER = {
    "stamp": "",
    "lexical_generation": "0",
    "lexical_last_key": "0",
    "dense_generation": "0",
    "dense_stamp": "",
    "dense_last_key": "0",
}


class Database:
    """The tables of a store, either pinned to a generation for reading or inside a change.

    Raises:
        StoreDamaged: From any method: the database is not what was written.
        StoreBusy: From any method: another process holds it.
        StoreError: From any method: the database failed otherwise, the disk being full, say.
    """

    def __init__(self, source: Source) -> None:
        """Open a database; an SQLite file is made first where there is none."""
        self.source = source
        self._folder = source.folder if isinstance(source, Server) else None
        self._connection = connect(source)
        self._pending = Pending()
        self._changing = 0  # the generation that a change will be, 0 outside of one
        self._more = 0  # documents than before the change; fewer where negative
        self._absent = set[str]()  # documents that were looked for in the change, and not written

    @property
    def lost(self) -> bool:
        """Whether the database has hung up, so that a new one must be opened."""
        return self._connection.lost

    def close(self) -> None:
        """Let go of the database; an open change is undone."""
        self._connection.close()

    def pin(self) -> None:
        """Read from now on the generation that stands at this moment."""
        self._connection.pin()

    def begin(self) -> None:
        """Start a change; nothing of it is seen by others until `commit`.

        Raises:
            StoreBusy: Another change is being made.
        """
        self._connection.begin()

    def bring_to_disk(self) -> None:
        """Bring what the change has written so far to the disk, while there is time."""
        self._flush()
        self._connection.bring_to_disk()

    def commit(self) -> None:
        """Make the change durable and visible."""
        self._flush()
        self._seal_facts()
        self._connection.commit()
        self._changing = self._more = 0
        self._absent = set()

    def rollback(self) -> None:
        """Undo the change, if there is one."""
        self._pending = Pending()
        self._changing = self._more = 0
        self._absent = set()
        self._connection.rollback()

    def shrink(self) -> None:
        """Give the disk back what is not used; outside of a change, readers are not disturbed."""
        self._connection.shrink()

    def settle(self) -> None:
        """Let go of what only earlier readers needed."""
        self._connection.settle()

    def problems(self) -> list[str]:
        """Return what the database finds wrong with itself; slow."""
        return self._connection.problems()

    def damage(self, what: str) -> StoreDamaged:
        """Return the error to raise where a row does not hold what was written."""
        return self._connection.damage(what)

    # Facts about the store

    def create(self, *, model_id: str, dimension: int) -> None:
        """Make the tables of an empty store; a store that is there stays as it is."""
        self.begin()
        if not self._connection.has_tables():
            self._connection.make_tables()
            facts = {
                "format": FORMAT,
                "model_id": model_id,
                "dimension": dimension,
                "generation": 0,
                "stamp": "",
                "dense_generation": 0,
                "dense_stamp": "",
                "dense_last_key": 0,
                "last_document": 0,
                "last_passage": 0,
            }
            rows = [(name, str(value)) for name, value in facts.items()]
            self._connection.run_many("add_fact", rows)
        self.commit()

    def is_empty_file(self) -> bool:
        """Say whether no store was ever created here."""
        return not self._connection.has_tables()

    def stated_facts(self) -> dict[str, str]:
        """Return all facts about a store of any format by name."""
        return {str(name): str(value) for name, value in self._connection.run("facts")}

    def facts(self) -> dict[str, str]:
        """Return all facts about the store by name.

        Raises:
            IndexIncompatible: The store has another format.
        """
        facts = self.stated_facts()
        check_format(facts)
        if facts.get(_SEAL, seal := str(_checksum_of(facts))) != seal:
            raise self.damage("what it says of itself has another checksum")
        if self._folder is None:
            return facts | {"lexical_generation": facts["generation"], "lexical_last_key": "0"}
        new = {**_NEW_FOLDER, "stamp": "" if facts["generation"] == "0" else "none"}
        return facts | {name: facts.get(self._named(name), new[name]) for name in new}

    def _named(self, fact: str) -> str:
        """Return the name under which a fact stands that may speak of one folder only."""
        return f"{fact}@{self._folder}" if self._folder and fact in _NEW_FOLDER else fact

    def set_fact(self, name: str, value: str) -> None:
        """Record one fact about the store."""
        name = self._named(name)
        if self._connection.run("fact", name_=name):
            self._connection.run("set_fact", name_=name, value_=value)
        else:
            self._connection.run_many("add_fact", [(name, value)])

    def note_lexical(self, stamp: str, generation: int, last_key: int) -> None:
        """Record of which generation the lexical index of a stamp is, and its highest key."""
        self.set_fact("stamp", stamp)
        if self._folder is not None:  # else it is always of the newest
            self.set_fact("lexical_generation", str(generation))
            self.set_fact("lexical_last_key", str(last_key))

    def note_dense(self, stamp: str, generation: int, last_key: int) -> None:
        """Record of which generation the vector base of a stamp is, and its highest key."""
        self.set_fact("dense_stamp", stamp)
        self.set_fact("dense_generation", str(generation))
        self.set_fact("dense_last_key", str(last_key))

    def migrate(self, statements: Sequence[str]) -> None:
        """Run the statements that bring a store of an earlier format up, inside a change."""
        self._connection.migrate(statements)

    def generation(self) -> int:
        """Return the generation alone, which is cheap enough for every question."""
        return self._number("generation")

    def _checked(self, rows: Sequence[Sequence[Any]]) -> list[Row]:
        """Return rows without the checksums that they end with.

        Raises:
            StoreDamaged: A row is not as it was written.
        """
        try:
            return [checked(row) for row in rows]
        except ValueError as broken:
            raise self.damage(str(broken)) from broken

    def _seal_facts(self) -> None:
        """Record how many documents there are, and the checksum of all facts, in a file."""
        if isinstance(self.source, Server) or not self._connection.has_tables():
            return
        before = self._number("documents", -1)  # counted once, not at every change
        counted = self._connection.run("count_documents")[0][0] if before < 0 else None
        self.set_fact("documents", str(before + self._more if counted is None else counted))
        self.set_fact(_SEAL, str(_checksum_of(self.stated_facts())))

    def _number(self, name: str, otherwise: int | None = None) -> int:
        rows = self._connection.run("fact", name_=self._named(name))
        if not rows and otherwise is not None:
            return otherwise
        if not rows and name in _NEW_FOLDER:
            return 0
        if not rows:
            raise self.damage(f"it does not say its {name}")
        return int(rows[0][0])

    # Documents

    def fingerprint(self, document_id: str) -> str | None:
        """Return the fingerprint of a document, or None when it is not there."""
        state = self._state(document_id)
        return state[0] if state else None

    def collection(self, document_id: str) -> str | None:
        """Return the collection that a document belongs to, or None when it is not there."""
        state = self._state(document_id)
        return state[1] if state else None

    def _state(self, document_id: str) -> tuple[str, str] | None:
        if (known := self._pending.state(document_id)) is not None:
            return known
        if document_id in self._absent:
            return None
        rows = self._connection.run("document_state", id=document_id)
        if not rows and self._changing:
            self._absent.add(document_id)
        return (str(rows[0][0]), str(rows[0][1])) if rows else None

    def ids_at_path(self, path: str) -> list[str]:
        """Return the ids of the documents that were read from a path."""
        rows = self._connection.run("ids_at_path", path=path)
        return [str(id_) for (id_,) in rows] + self._pending.ids_at(path)

    def document_count(self) -> int:
        """Return how many documents there are."""
        self._flush()
        return int(self._connection.run("count_documents")[0][0])

    def collections(self) -> dict[str, int]:
        """Return how many documents there are in each collection, in order of their names."""
        self._flush()
        return {str(name): int(count) for name, count in self._connection.run("collections")}

    def summaries(self, filter: Filter) -> list[DocumentSummary]:
        """Return every document of a filter without its text, in the order they came."""
        self._flush()
        rows = self._checked(self._connection.run("summaries", **conditions_of(filter)))
        if filter.everything and len(rows) != self._number("documents", len(rows)):
            raise self.damage("documents are missing from the list")
        return list(map(summary_of, rows))

    def readable(self) -> tuple[list[DocumentSummary], int]:
        """Return the documents that can be listed one by one, and how many ought to be there.

        Slow, and meant for a database of which pages are damaged: each is looked up by its
        key, so that those on whole pages are found.
        """
        found = list[DocumentSummary]()
        for key in range(1, self._number("last_document") + 1):
            try:
                rows = self._checked(self._connection.run("summary_at", key=key))
            except StoreError:
                continue
            found += map(summary_of, rows)
        return found, max(len(found), self._number("documents", len(found)))

    def admits(self, document_id: str, filter: Filter) -> bool:
        """Say whether a document is there and meets a filter."""
        self._flush()
        return bool(self._connection.run("admits", id=document_id, **conditions_of(filter)))

    def passage_ranges(self, filter: Filter) -> list[tuple[int, int]]:
        """Return the half-open ranges of passage keys of a filter's documents, ascending."""
        self._flush()
        rows = self._connection.run("passage_ranges", **conditions_of(filter))
        return [(int(start), int(end)) for start, end in rows]

    def clean_document(self, document_id: str) -> CleanDocument:
        """Return a document with its clean text.

        Raises:
            UnknownDocument: There is none of that id.
            StoreDamaged: It does not hold what was written.
        """
        document = self.document(document_id)
        rows = self._checked(self._connection.run("clean", id=document_id))
        ((_, clean, alignment, paragraphs),) = rows
        try:
            return CleanDocument(
                document=document,
                text=unpacked(clean),
                alignment=Alignment.from_bytes(alignment),
                paragraphs=paragraphs_of(paragraphs),
            )
        except ValueError as broken:
            raise self.damage(f"{document_id!r}: {broken}") from broken

    def document(self, document_id: str) -> Document:
        """Return a document as it was decoded, its metadata completed.

        Raises:
            UnknownDocument: There is none of that id.
            StoreDamaged: Its text is not the one that was written.
        """
        self._flush()
        rows = self._connection.run("original", id=document_id)
        if not rows:
            raise unknown(document_id)
        original, encoding, *listed = rows[0]
        ((_, *stated, path, _, _, digest, home),) = self._checked([listed])
        try:
            text = unpacked(original)
        except ValueError as broken:
            raise self.damage(f"{document_id!r}: {broken}") from broken
        if sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != digest:
            raise self.damage(f"the text of {document_id!r} has another checksum")
        title, source, author, published, url = stated
        metadata = Metadata(title, source, author, date_of(published), url)
        return Document(document_id, text, digest, metadata, path, encoding, home)

    # Passages

    def passage_count(self) -> int:
        """Return how many passages there are."""
        self._flush()
        return int(self._connection.run("count_passages")[0][0])

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        """Return the passages of some keys in the order of the keys; unknown keys are left out."""
        self._flush()
        found: dict[int, Passage] = {}
        for start in range(0, len(keys), _LIST):
            some = list(keys[start : start + _LIST])
            rows = self._checked(self._connection.run("passages", keys=some))
            found.update((row[0], passage_of(row)) for row in rows)
        return [found[key] for key in keys if key in found]

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document in text order."""
        self._flush()
        rows = self._checked(self._connection.run("passages_of", id=document_id))
        for (count,) in self._connection.run("count_passages_of", id=document_id):
            if count != len(rows):
                raise self.damage(f"passages of {document_id!r} are missing")
        return list(map(passage_of, rows))

    def all_passages(self, after: int = 0) -> Iterator[list[tuple[int, Passage]]]:
        """Yield every passage with its key, in order of keys, some thousand at a time."""
        self._flush()
        missing = self.passage_count() if not after else None
        while rows := self._connection.run("passages_after", after=after, limit=_BATCH):
            yield [(row[0], passage_of(row)) for row in self._checked(rows)]
            after = rows[-1][0]
            missing = None if missing is None else missing - len(rows)
        if missing:
            raise self.damage("passages are missing")

    def vectors(
        self, dimension: int, *, after: int = 0, until: int | None = None
    ) -> Iterator[tuple[list[int], FloatMatrix]]:
        """Yield the vectors of a range of passage keys, some thousand at a time.

        Args:
            dimension: Length of every vector.
            after: Keys up to this one are left out.
            until: The last key wanted, or None for all.

        Yields:
            Keys in ascending order, and their vectors, shape (n, dimension).

        Raises:
            StoreDamaged: A vector has another length.
        """
        self._flush()
        last = _LAST_KEY if until is None else until
        while rows := self._connection.run("vectors", after=after, until=last, limit=_BATCH):
            pairs = self._checked(rows)
            keys = [key for key, _ in pairs]
            try:
                vectors = unpacked_vectors([vector for _, vector in pairs], dimension)
            except ValueError as broken:
                raise self.damage(str(broken)) from broken
            yield keys, vectors
            after = keys[-1]

    def changed_since(self, key: int) -> int:
        """Return how many passages came after a key, or were removed from the vector base."""
        self._flush()
        added = self._connection.run("count_vectors", after=key)[0][0]
        since = self._number("dense_generation")
        removed = self._connection.run("count_removed", since=since, key=key)[0][0]
        return int(added + removed)

    def last_key(self) -> int:
        """Return the highest passage key, or 0."""
        self._flush()
        return int(self._connection.run("last_passage")[0][0])

    def highest_key(self) -> int:
        """Return the highest passage key that was ever used, or 0."""
        self._flush()
        return self._number("last_passage")

    def removed_keys(self) -> list[int]:
        """Return the passages removed since the vector index was last written out."""
        since, last = self._number("dense_generation"), self._number("dense_last_key")
        return self.removed_since(since, last)

    def removed_since(self, generation: int, last_key: int) -> list[int]:
        """Return the passages up to a key that were removed after a generation."""
        self._flush()
        rows = self._connection.run("removed", since=generation, key=last_key)
        return [key for (key,) in rows]

    def forget_removed(self) -> None:
        """Forget the removals that no derived index has to be told of any more."""
        self._flush()
        facts = self.stated_facts()
        begins = ("dense_generation@", "lexical_generation@")
        standing = [int(value) for name, value in facts.items() if name.startswith(begins)]
        if self._folder is None:
            standing = [int(facts["dense_generation"])]
        if "milvus_purged" in facts:
            standing.append(int(facts["milvus_purged"]))
        lowest = min(standing, default=int(facts["dense_generation"]))
        until = max(lowest, int(facts["generation"]) - _MEMORY)
        self._connection.run("forget_removed", until=until)
        self.set_fact("forgotten", str(until))

    # Changes

    def insert(self, prepared: Prepared) -> list[int]:
        """Write a document that is not there; return the keys of its passages."""
        self._start_writing()
        self._more += 1
        self._absent.discard(prepared.document.id)
        keys = self._pending.add(prepared)
        if self._pending.is_full:
            self._flush()
        return keys

    def delete(self, document_id: str) -> list[int]:
        """Remove a document with all that belongs to it; return the keys of its passages.

        Raises:
            UnknownDocument: There is none of that id.
        """
        self._start_writing()
        if self._pending.state(document_id) is not None:
            self._flush()
        rows = self._connection.run("document_key", id=document_id)
        if not rows:
            raise unknown(document_id)
        found = self._connection.run("passage_keys_of", key=rows[0][0])
        keys = [int(key) for (key,) in found]
        self._connection.run_many("add_removed", [(key, self._changing) for key in keys])
        self._connection.run("remove_document", key=rows[0][0])
        self._more -= 1
        return keys

    def refuse_elsewhere(self, document_id: str, collection: str) -> None:
        """Check that an id is free, or stands in a collection.

        Raises:
            InvalidRecord: It stands in another one.
        """
        if self.collection(document_id) not in (None, collection):
            raise InvalidRecord(f"the id {document_id!r} is taken; choose another")

    def _start_writing(self) -> None:
        """Learn, at the first write of a change, where keys go on and which change it is."""
        if not self._changing:
            self._changing = self.generation() + 1
            self._pending.start(*map(self._number, _KEYS))

    def _flush(self) -> None:
        """Write the rows that wait, so that whatever is read now is there."""
        if not self._pending.waiting:
            return
        for statement, rows in self._pending.take():
            self._connection.run_many(statement, rows)
        for name, key in zip(_KEYS, self._pending.last_keys, strict=True):
            self.set_fact(name, str(key))


def _checksum_of(facts: Mapping[str, str]) -> int:
    return checksum(part for name in sorted(facts) if name != _SEAL for part in (name, facts[name]))


def unknown(document_id: str) -> UnknownDocument:
    """Return the error to raise where there is no document of an id."""
    return UnknownDocument(f"there is no document {document_id!r} in the store")
