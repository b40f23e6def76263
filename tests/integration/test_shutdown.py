from pathlib import Path

from eval.bench.shutdown import end_once
from service.bootstrap import open_local_library
from service.settings import Settings

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "articles"


def test_a_server_that_is_ended_answers_what_is_in_flight_streams_too(tmp_path: Path) -> None:
    store = tmp_path / "store"
    open_local_library(Settings(store=store)).ingest([SEEDS])
    ending = end_once(store, requests=8, delay=0.1)
    assert ending.faults == ()
    assert (ending.whole, ending.code) == (8, 0)
