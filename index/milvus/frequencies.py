"""How many passages hold each term: what BM25 asks of a whole corpus.

Beside the passages stands a small collection of buckets, each the counts of some terms as a
sparse vector. A change writes new versions of the buckets that it touches, marked with its
generation: readers go on reading the newest of their own generation, and a change that dies
leaves nothing that anybody reads.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from index.milvus.client import MilvusClient

_BUCKETS = 16_384  # about 100 terms each in a corpus of 150,000 passages
_SEALS = _BUCKETS  # the number of one bucket more, of no term, that holds the seals
_BITS = 40  # of the generation, in a version's key
_NOTHING = {0: 1.0}  # dimension 0 is no term's; a row cannot be empty


class Frequencies:
    """The counts of one collection."""

    def __init__(self, client: MilvusClient, collection: str) -> None:
        self._client, self._name = client, f"{collection}_counts"

    def make(self) -> None:
        """Make them, all zero."""
        self._client.make(self._name, ["bucket", "generation"], dimension=None)

    def drop(self) -> None:
        """Remove them."""
        self._client.drop(self._name)

    def forget_after(self, generation: int) -> None:
        """Remove what a change after a generation wrote that never came to its end."""
        self._client.delete(self._name, f"generation > {generation}")

    @property
    def there(self) -> bool:
        """Whether they were made, and not lost since."""
        return self._client.has(self._name)

    def of(self, dimensions: Iterable[int], generation: int) -> dict[int, int]:
        """Return how many passages of a generation hold each of some terms; 0 is left out."""
        wanted = set(dimensions)
        versions = self._versions({dimension % _BUCKETS for dimension in wanted})
        held = self._counts(_read_by(versions, generation))
        return {one: count for one in wanted if (count := held.get(one, 0)) > 0}

    def seal(self, generation: int) -> int:
        """Return the number that was drawn for a generation when it was written; 0 for none."""
        key = (_SEALS << _BITS) + generation
        held = self._client.sparse(self._name, [key]).get(key, {})
        return next((number for number in held if number), 0)

    def change(
        self, by: Mapping[int, int], before: int, after: int, *, until: int, seal: int
    ) -> None:
        """Write what a generation adds to the counts of the one before, or takes off.

        Args:
            by: What comes to each term's count.
            before: The generation whose counts it comes to.
            after: The generation that is being made.
            until: No reader is at a generation before this one.
            seal: A number drawn for the generation, which tells it from one of the same number
                that another database has it make.
        """
        touched = {dimension % _BUCKETS for dimension, more in by.items() if more}
        versions = self._versions(touched)
        counts = self._counts(_read_by(versions, before))
        rows: dict[int, dict[int, float]] = {bucket: {} for bucket in touched}
        counts.update(by)
        for dimension, count in counts.items():
            if count > 0 and dimension % _BUCKETS in rows:
                rows[dimension % _BUCKETS][dimension] = float(count)
        written = [
            {
                "key": (bucket << _BITS) + after,
                "bucket": bucket,
                "generation": after,
                "terms": terms or _NOTHING,
            }
            for bucket, terms in (*rows.items(), (_SEALS, {seal: 1.0}))
        ]
        self._client.upsert(self._name, written)
        needed = set(_read_by(versions, until))
        versions |= self._versions({_SEALS})
        old = [key for keys in versions.values() for key in keys if _generation(key) < until]
        self._client.delete_keys(self._name, [key for key in old if key not in needed])
        self._client.settle(self._name)

    def _versions(self, buckets: Iterable[int]) -> dict[int, list[int]]:
        """Return the keys of every version of some buckets, by bucket."""
        found: dict[int, list[int]] = {}
        for key in self._client.keys(self._name, "bucket", sorted(buckets)):
            found.setdefault(key >> _BITS, []).append(key)
        return found

    def _counts(self, versions: Iterable[int]) -> Counter[int]:
        counts: Counter[int] = Counter()
        for terms in self._client.sparse(self._name, list(versions)).values():
            counts.update({at: round(count) for at, count in terms.items() if at})
        return counts


def _read_by(versions: Mapping[int, Iterable[int]], generation: int) -> list[int]:
    """Return the key of each bucket's newest version that a generation may read."""
    read = []
    for keys in versions.values():
        there = [key for key in keys if _generation(key) <= generation]
        read += [max(there)] if there else []
    return read


def _generation(key: int) -> int:
    return key & ((1 << _BITS) - 1)
