"""What Milvus adds: it is derived, and nothing that is lost of it is missed for long."""

import gc
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from index.errors import InvalidSetting, StoreDamaged
from index.inspection import inspect
from index.milvus.address import MilvusAddress
from index.milvus.client import MilvusClient, channel_options
from index.milvus.state import MilvusState
from index.milvus.weights import (
    mean_lengths,
    passage_vector,
    question_dimensions,
    question_vector,
)
from index.repair import repair
from index.store import Store
from tests.conformance.stores import Shelf, missing
from tests.conformance.test_store import BEE, SALT, TEA, by_terms, by_vectors
from tests.index_fakes import DIMENSION, HashEmbedder, prepared

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@pytest.fixture
def milvus(tmp_path: Path, lite: MilvusAddress) -> Shelf:
    return Shelf(tmp_path, lite)


def state_of(store: Store) -> MilvusState:
    from index.database import Database

    database = Database(store.path / "wenju.db")
    try:
        return MilvusState.of(database.facts())
    finally:
        database.close()


def test_a_milvus_lite_is_not_pinged_and_a_server_as_pymilvus_pings_it(
    lite: MilvusAddress,
) -> None:
    client = MilvusClient(lite)
    assert not client.has("nothing")
    unpinged = {"grpc.keepalive_time_ms": 2**31 - 1, "grpc.keepalive_permit_without_calls": 0}
    assert client._client._handler._grpc_options == unpinged
    client.close()
    assert channel_options(MilvusAddress("http://milvus.example:19530")) == {}


def test_a_collection_that_is_lost_is_made_again(milvus: Shelf, lite: MilvusAddress) -> None:
    store = milvus.make()
    store.commit([SALT, TEA])
    store.commit([BEE], ["tea.txt"])
    before = (by_terms(store.snapshot, "采蜜盐工"), by_vectors(store.snapshot))
    lost = state_of(store).collection
    MilvusClient(lite).drop(lost)
    again = milvus.open()
    assert (by_terms(again.snapshot, "采蜜盐工"), by_vectors(again.snapshot)) == before
    assert state_of(store).collection != lost


def test_what_was_written_without_milvus_is_caught_up(milvus: Shelf) -> None:
    milvus.make().commit([SALT, TEA])
    collection = state_of(milvus.open()).collection
    Shelf(milvus.folder, None).open().commit([BEE], ["salt.txt"])
    store = milvus.open()
    assert by_terms(store.snapshot, "采茶采蜜产盐") == ["bee.txt#0", "tea.txt#0"]
    assert sorted(by_vectors(store.snapshot)) == ["bee.txt#0", "tea.txt#0"]
    assert state_of(store).collection == collection
    assert state_of(store).generation == 2


def test_a_store_goes_back_to_its_folder_when_milvus_is_left(milvus: Shelf) -> None:
    milvus.make().commit([SALT, TEA])
    milvus.open().commit([BEE], ["tea.txt"])
    store = Shelf(milvus.folder, None).open()
    assert by_terms(store.snapshot, "采茶采蜜产盐") == ["bee.txt#0", "salt.txt#0", "salt.txt#1"]
    assert sorted(by_vectors(store.snapshot)) == ["bee.txt#0", "salt.txt#0", "salt.txt#1"]


def test_rows_of_a_writer_that_died_are_never_seen(milvus: Shelf, lite: MilvusAddress) -> None:
    store = milvus.make()
    store.commit([SALT])
    collection, client = state_of(store).collection, MilvusClient(lite)
    dead = {"key": 3, "collection": 1, "source": 0, "published": 0}
    vector = HashEmbedder().embed_queries(["?"])[0]
    client.upsert(collection, [{**dead, "vector": vector, "terms": {7: 1.0}}])
    assert by_vectors(store.snapshot) == by_vectors(milvus.open().snapshot)
    assert "tea.txt#0" not in by_vectors(store.snapshot)
    store.commit([TEA])
    assert sorted(by_vectors(store.snapshot)) == ["salt.txt#0", "salt.txt#1", "tea.txt#0"]
    assert by_terms(store.snapshot, "采茶") == ["tea.txt#0"]


def test_rows_of_passages_that_the_database_does_not_hold_never_come_out(
    milvus: Shelf, lite: MilvusAddress
) -> None:
    store = milvus.make()
    store.commit([SALT, TEA])
    collection, client = state_of(store).collection, MilvusClient(lite)
    stray = {"key": 0, "collection": 1, "source": 0, "published": 0}  # below the last key
    vector = HashEmbedder().embed_queries(["?"])[0]
    client.upsert(collection, [{**stray, "vector": vector, "terms": {7: 1.0}}])
    assert sorted(by_vectors(store.snapshot)) == ["salt.txt#0", "salt.txt#1", "tea.txt#0"]


def test_removed_rows_go_for_good_after_some_generations(
    milvus: Shelf, lite: MilvusAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.milvus.change._KEPT", 1)
    store = milvus.make()
    store.commit([SALT, TEA])
    store.commit([], ["salt.txt"])
    client, collection = MilvusClient(lite), state_of(store).collection
    assert client.count(collection) == 3
    store.commit([BEE])
    assert client.count(collection) == 4
    store.commit([], ["bee.txt"])
    assert client.count(collection) == 2
    assert by_vectors(store.snapshot) == ["tea.txt#0"]


def test_the_doctor_names_what_milvus_lacks_and_mends_it(
    milvus: Shelf, lite: MilvusAddress
) -> None:
    store = milvus.make()
    store.commit([SALT, TEA])
    assert inspect(store.path, milvus=lite).well
    MilvusClient(lite).delete_keys(state_of(store).collection, [2])
    (told,) = inspect(store.path, milvus=lite).derived
    assert told.endswith("holds 2 passages, not 3")
    repair(store.path, HashEmbedder(dimension=DIMENSION), milvus=lite)
    assert inspect(store.path, milvus=lite).well
    assert by_terms(store.refresh(), "盐工") == ["salt.txt#1", "salt.txt#0"]


def test_sparse_vectors_score_as_the_lexical_index_does() -> None:
    from collections import Counter

    from index.expand import expand
    from index.lexical import LexicalIndex
    from index.terms import terms_of

    text = "河口镇采茶三百斤。盐工四百人，蜂场采蜜。" * 4
    passages = [
        passage
        for number in range(60)
        for passage in prepared(f"{number}.txt", text[number % 40 :] + f"第{number}次").passages
    ]
    terms = [terms_of(passage) for passage in passages]
    lengths = mean_lengths(terms)
    vectors = [passage_vector(one, lengths) for one in terms]
    counts = Counter(dimension for vector in vectors for dimension in vector)
    query = expand("河口镇采茶多少斤 第7次")
    asked = question_vector(question_dimensions(query), counts, len(vectors))
    own = {
        key: sum(weight * vector.get(dimension, 0.0) for dimension, weight in asked.items())
        for key, vector in enumerate(vectors, 1)
    }
    found = LexicalIndex.build(enumerate(terms, 1)).search(query, 60)
    assert {key: own[key] for key, _ in found} == pytest.approx(dict(found), rel=1e-4)
    assert found[0][0] == max(own, key=lambda key: (own[key], -key))


@pytest.mark.parametrize("wrong", ["milvus", "ftp://host", "postgresql://host/name.db"])
def test_an_address_that_is_no_milvus_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidSetting, match="http://localhost:19530"):
        MilvusAddress(wrong)


def test_a_missing_package_is_told_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    real = find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "pymilvus" else real(name)
    )
    with pytest.raises(InvalidSetting, match=r"pip install 'wenju\[milvus\]'"):
        MilvusClient(MilvusAddress("http://127.0.0.1:1")).has("any")


def test_an_old_copy_of_the_database_gets_a_collection_of_its_own_content(
    milvus: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.milvus.change._KEPT", 1)
    milvus.make().commit([SALT, TEA])
    shutil.copytree(milvus.folder / "store", milvus.folder / "copy")
    store = milvus.open()
    store.commit([BEE], ["salt.txt"])
    store.commit([], ["bee.txt"])
    store.commit([BEE])  # by now the rows of salt.txt are gone for good
    old = milvus.open("copy")
    assert by_terms(old.snapshot, "采茶采蜜产盐") == ["tea.txt#0", "salt.txt#0", "salt.txt#1"]
    assert sorted(by_vectors(old.snapshot)) == ["salt.txt#0", "salt.txt#1", "tea.txt#0"]
    assert state_of(old).collection != state_of(store).collection


def test_copies_of_a_database_that_both_go_on_do_not_mix_their_passages(milvus: Shelf) -> None:
    milvus.make().commit([SALT])
    shutil.copytree(milvus.folder / "store", milvus.folder / "copy")
    store, copy = milvus.open(), milvus.open("copy")
    store.commit([TEA])
    copy.commit([BEE])
    again = milvus.open()
    assert sorted(by_vectors(again.snapshot)) == ["salt.txt#0", "salt.txt#1", "tea.txt#0"]
    assert by_terms(again.snapshot, "采茶采蜜") == ["tea.txt#0"]
    assert by_terms(milvus.open("copy").snapshot, "采茶采蜜") == ["bee.txt#0"]
    assert state_of(again).collection != state_of(copy).collection


def test_changes_that_milvus_holds_and_the_database_has_lost_are_damage(milvus: Shelf) -> None:
    milvus.make().commit([SALT])
    gc.collect()  # the last connection brings the log into the file
    old = (milvus.folder / "store" / "wenju.db").read_bytes()
    milvus.open().commit([TEA])
    gc.collect()
    (milvus.folder / "store" / "wenju.db").write_bytes(old)
    with pytest.raises(StoreDamaged, match="stands at generation 1, but 2 was acknowledged"):
        milvus.open()
