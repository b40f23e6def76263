"""What the database says of the Milvus collection that is derived from it."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from index.database import Database
from index.milvus.weights import Lengths


@dataclass(frozen=True, slots=True)
class MilvusState:
    """How far a collection has come; the database keeps it, in the change that it speaks of.

    Attributes:
        collection: Its name; empty where there is none yet.
        generation: Of the database, that it holds.
        last_key: The highest passage key of that generation.
        purged: Rows that were removed up to this generation are deleted.
        lengths: Mean lengths that its sparse vectors were made with; none while it is empty.
        previous: A collection that it replaced, dropped by the next change.
        seal: The number that the collection has of this generation; 0 where it has none yet.
    """

    collection: str = ""
    generation: int = 0
    last_key: int = 0
    purged: int = 0
    lengths: Lengths = ()
    previous: str = ""
    seal: int = 0

    @classmethod
    def of(cls, facts: Mapping[str, str]) -> "MilvusState":
        """Return what the facts of a store say."""
        return cls(
            collection=facts.get("milvus_collection", ""),
            generation=int(facts.get("milvus_generation", "0")),
            last_key=int(facts.get("milvus_last_key", "0")),
            purged=int(facts.get("milvus_purged", "0")),
            lengths=tuple(json.loads(facts.get("milvus_lengths", "[]"))),
            previous=facts.get("milvus_previous", ""),
            seal=int(facts.get("milvus_seal", "0")),
        )

    def note(self, database: Database) -> None:
        """Record it, inside a change."""
        facts = {
            "milvus_collection": self.collection,
            "milvus_generation": str(self.generation),
            "milvus_last_key": str(self.last_key),
            "milvus_purged": str(self.purged),
            "milvus_lengths": json.dumps(self.lengths),
            "milvus_previous": self.previous,
            "milvus_seal": str(self.seal),
        }
        for name, value in facts.items():
            database.set_fact(name, value)


def new_name() -> str:
    """Return a name that no collection has."""
    return f"wenju_{secrets.token_hex(8)}"
