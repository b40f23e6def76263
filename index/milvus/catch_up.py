"""A Milvus collection, brought up to its database, or made again from it."""

import logging
from collections.abc import Iterator

from index.database import Database
from index.filter import Filter
from index.milvus.client import MilvusClient
from index.milvus.frequencies import Frequencies
from index.milvus.rows import Entry, Home
from index.milvus.state import MilvusState
from index.milvus.writer import MilvusWriter
from index.terms import terms_of

_log = logging.getLogger("wenju.store")


def is_behind(database: Database, client: MilvusClient) -> bool:
    """Say whether the collection is missing, or not of the generation that a database holds."""
    facts = database.facts()
    state, generation = MilvusState.of(facts), int(facts["generation"])
    if not generation:
        return False
    return state.generation != generation or not is_there(state, client)


def is_there(state: MilvusState, client: MilvusClient) -> bool:
    """Say whether the collection of a state exists with its counts, and is this database's.

    Its seal is another, or gone, where a copy of the database has gone on writing to it, or
    an old copy was put in place of a database that had gone on: what this one holds may
    have been deleted from it.
    """
    name = state.collection
    if not name or not client.has(name):
        return False
    counts = Frequencies(client, name)
    return counts.there and bool(state.seal) and counts.seal(state.generation) == state.seal


def catch_up(database: Database, client: MilvusClient) -> MilvusState:
    """Bring the collection up to what a database holds; return the state to note.

    What came since is added, and what went is taken out. Where what went is not known any
    more, or the collection is missing, all of it is made again.

    Args:
        database: Inside a change, so that nobody else writes.
        client: Speaks to the Milvus.
    """
    facts = database.facts()
    state = MilvusState.of(facts)
    if not is_there(state, client) or state.generation < int(facts.get("forgotten", "0")):
        return rebuild(database, client)
    writer = MilvusWriter(client, state, int(facts["dimension"]))
    writer.remove(database.removed_since(state.generation, state.last_key))
    for batch in entries(database, state.last_key):
        writer.add(batch)
    return writer.finish(
        generation=int(facts["generation"]),
        last_key=database.highest_key(),
        purged=state.purged,
        gone=(),
    )


def rebuild(
    database: Database, client: MilvusClient, *, generation: int | None = None
) -> MilvusState:
    """Write all that a database holds into a new collection; return the state to note.

    The one before stays for those who are reading it until the next change.

    Args:
        database: Inside a change.
        client: Speaks to the Milvus.
        generation: That it will be; None for the one that stands.
    """
    facts = database.stated_facts()
    before = MilvusState.of(facts)
    if before.collection:
        _log.warning("the Milvus collection %s is made again", before.collection)
    own = MilvusState(previous=before.collection)
    writer = MilvusWriter(client, own, int(facts["dimension"]))
    for batch in entries(database, 0):
        writer.add(batch)
    stands = int(facts["generation"]) if generation is None else generation
    return writer.finish(generation=stands, last_key=database.highest_key(), purged=stands, gone=())


def entries(database: Database, after: int) -> Iterator[list[Entry]]:
    """Yield every passage after a key, some thousand at a time."""
    dimension = int(database.stated_facts()["dimension"])
    homes = {summary.id: Home.of(summary) for summary in database.summaries(Filter())}
    vectors = database.vectors(dimension, after=after)
    for passages, (keys, rows) in zip(database.all_passages(after), vectors, strict=True):
        if keys != [key for key, _ in passages]:
            raise database.damage("passages and vectors are not of the same keys")
        yield [
            Entry(key, homes[passage.document_id], row, terms_of(passage))
            for (key, passage), row in zip(passages, rows, strict=True)
        ]
