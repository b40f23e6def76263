"""Collections of a Milvus: the one file that knows pymilvus.

What is asked of it runs on a server and on milvus-lite alike: rows with integers, one dense
and one sparse vector, both compared by inner product, and conditions on the integers.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np

from index.embed import FloatMatrix
from index.errors import InvalidSetting, StoreError
from index.milvus.address import MilvusAddress

SparseVector = Mapping[int, float]
"""Weight by dimension, which is at least 1."""

Row = Mapping[str, Any]

_SECONDS = 60.0  # to wait for an answer
_MANY = 512  # rows of one message: below 10 MB, and a server takes 64
_KEYS = 1024  # of one condition that asks for rows
_NEVER = 2**31 - 1  # milliseconds, which gRPC takes for "no pings"


class MilvusClient:
    """Speaks to one Milvus; connected when first needed, threads may share it.

    Raises:
        InvalidSetting: From any method: pymilvus, or milvus-lite, is not installed.
        StoreError: From any method: the server cannot be reached, or refuses.
    """

    def __init__(self, address: MilvusAddress) -> None:
        self.address = address

    @cached_property
    def _client(self) -> Any:
        _require_installed(self.address)
        import pymilvus

        # They log what they raise; and the server inside milvus-lite what it does not know.
        for name in ("pymilvus", "milvus_lite", "grpc._server"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        where = self.address
        with self._translated():
            return pymilvus.MilvusClient(
                where.uri,
                token=where.token,
                db_name=where.database,
                timeout=_SECONDS,
                grpc_options=channel_options(where),
            )

    def close(self) -> None:
        """Hang up."""
        if "_client" in self.__dict__:
            self._client.close()

    def has(self, name: str) -> bool:
        """Say whether there is a collection of that name."""
        with self._translated():
            return bool(self._client.has_collection(name))

    def drop(self, name: str) -> None:
        """Remove a collection; one that is not there does nothing."""
        with self._translated():
            if self._client.has_collection(name):
                self._client.drop_collection(name)

    def make(self, name: str, numbers: Sequence[str], *, dimension: int | None) -> None:
        """Make an empty collection, in place of one of that name.

        Args:
            name: Of the collection; its primary key is the integer `key`.
            numbers: Its other integers.
            dimension: Of its field `vector`; None for none. A field `terms` is sparse, which
                Milvus knows from 2.4 on.
        """
        import pymilvus

        kinds = pymilvus.DataType
        self.drop(name)
        with self._translated():
            schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
            indexes = self._client.prepare_index_params()
            schema.add_field("key", kinds.INT64, is_primary=True)
            for number in numbers:
                schema.add_field(number, kinds.INT64)
            if dimension is not None:
                schema.add_field("vector", kinds.FLOAT_VECTOR, dim=dimension)
                indexes.add_index("vector", index_type="AUTOINDEX", metric_type="IP")
            schema.add_field("terms", kinds.SPARSE_FLOAT_VECTOR)
            indexes.add_index("terms", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
            self._client.create_collection(
                name, schema=schema, index_params=indexes, consistency_level="Strong"
            )

    def upsert(self, name: str, rows: Sequence[Row]) -> None:
        """Write rows, in place of those with their keys."""
        with self._translated():
            for start in range(0, len(rows), _MANY):
                self._client.upsert(name, list(rows[start : start + _MANY]))

    def delete(self, name: str, condition: str) -> None:
        """Delete the rows that meet a condition."""
        with self._translated():
            self._client.delete(name, filter=condition)

    def delete_keys(self, name: str, keys: Sequence[int]) -> None:
        """Delete rows by key; keys that are not there do nothing."""
        for some in _parts(keys):
            self.delete(name, f"key in {some}")

    def settle(self, name: str) -> None:
        """Let milvus-lite index what was written; a server does so by itself."""
        if not self.address.is_server:
            with self._translated():
                self._client.flush(name)

    def count(self, name: str) -> int:
        """Return how many rows a collection has."""
        with self._translated():
            return int(
                self._client.query(name, filter="", output_fields=["count(*)"])[0]["count(*)"]
            )

    def search(
        self, name: str, field: str, query: Any, *, limit: int, condition: str
    ) -> list[tuple[int, float]]:
        """Return the keys of the rows nearest to a vector by inner product, best first.

        Args:
            name: Of the collection.
            field: `vector` or `terms`.
            query: An array of shape (dimension,), or a sparse vector.
            limit: Most to return.
            condition: On the integers of the rows, heeded before the best are taken.
        """
        with self._translated():
            (hits,) = self._client.search(
                name, [query], anns_field=field, limit=limit, filter=condition,
                output_fields=["key"], consistency_level="Strong",
            )  # fmt: skip
        return [(int(hit["key"]), float(hit["distance"])) for hit in hits]

    def vectors(self, name: str, keys: Sequence[int], dimension: int) -> dict[int, FloatMatrix]:
        """Return the dense vectors of some keys by key, each of shape (dimension,)."""
        rows = self._rows(name, "key", keys, ["key", "vector"])
        return {int(row["key"]): np.array(row["vector"], dtype=np.float32) for row in rows}

    def sparse(self, name: str, keys: Sequence[int]) -> dict[int, dict[int, float]]:
        """Return the sparse vectors of some keys by key."""
        return {
            int(row["key"]): {int(at): float(weight) for at, weight in row["terms"].items()}
            for row in self._rows(name, "key", keys, ["key", "terms"])
        }

    def keys(self, name: str, field: str, values: Sequence[int]) -> list[int]:
        """Return the keys of the rows in which an integer has one of some values."""
        return [int(row["key"]) for row in self._rows(name, field, values, ["key"])]

    def _rows(
        self, name: str, field: str, values: Sequence[int], fields: Sequence[str]
    ) -> Iterator[Row]:
        for some in _parts(values):
            with self._translated():
                found = self._client.query(
                    name, filter=f"{field} in {some}", output_fields=list(fields),
                    consistency_level="Strong",
                )  # fmt: skip
            yield from found

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what pymilvus raises into errors of ours."""
        from pymilvus.exceptions import MilvusException

        try:
            yield
        except MilvusException as failed:
            raise StoreError(
                f"Milvus at {self.address.uri} failed: {_first_line(failed)}{self._hint()}"
            ) from failed

    def _hint(self) -> str:
        if self.address.is_server:
            return ""
        return " (a milvus-lite file is for one process at a time: is another one at work?)"


def channel_options(address: MilvusAddress) -> dict[str, int]:
    """Return what the channel to a Milvus needs beside pymilvus's own options.

    pymilvus pings each ten seconds. A server takes that; milvus-lite is in this machine and
    hangs up on who pings it while it rests ("too many pings"), perhaps in the middle of a call.
    """
    if address.is_server:
        return {}
    return {"grpc.keepalive_time_ms": _NEVER, "grpc.keepalive_permit_without_calls": 0}


def _require_installed(address: MilvusAddress) -> None:
    """Check that what speaks to a Milvus is there.

    Raises:
        InvalidSetting: It is not; the message says how to install it.
    """
    from importlib.util import find_spec

    if find_spec("pymilvus") is None:
        raise InvalidSetting(
            "WENJU_MILVUS is set, but pymilvus is not installed: pip install 'wenju[milvus]', "
            "or leave WENJU_MILVUS empty to keep the indexes in the store's folder"
        )
    if not address.is_server and find_spec("milvus_lite") is None:
        raise InvalidSetting(
            f"WENJU_MILVUS names the file {address.uri}, which needs milvus-lite: "
            "pip install milvus-lite, or give the address of a server"
        )


def _parts(keys: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), _KEYS):
        yield [int(key) for key in keys[start : start + _KEYS]]


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:300] if str(error).strip() else type(error).__name__
