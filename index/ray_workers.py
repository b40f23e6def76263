"""Machines beside this one that share the work on documents: the one file that knows Ray.

Work goes to Ray Data in windows of tasks and comes back in their order, so that memory does
not grow with the corpus, and one writer here takes what comes.
"""

import logging
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from types import TracebackType
from typing import Any, TypeVar

from index.errors import CorpusError, InvalidSetting, WenjuError
from index.workers import Workers

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 8  # tasks of one window for each core of the cluster
_PATIENCE = 1800.0  # seconds in which no task ends, after which the cluster is given up
_GOODBYE = 60.0  # seconds that leaving the cluster may take
_ATTEMPTS = 2  # to start one here: Ray gives its own processes 30 seconds, whatever else runs


class RayWorkers(Workers):
    """The cores of a Ray cluster, joined at the first task; see `Workers`.

    The cluster is the one that `RAY_ADDRESS` names, or one of this machine's cores that ends
    with the `with` block. Its machines need this version of wenju, and the files under the
    same paths.
    """

    def __init__(self, cores: int | None = None, *, patience: float = _PATIENCE) -> None:
        """Plan to use a cluster; nothing is started yet.

        Args:
            cores: Of this machine, where there is no cluster to join; None for all.
            patience: Seconds without the end of any task, after which the work is given up:
                a cluster without room, or cut off, would be waited for without end.

        Raises:
            InvalidSetting: Ray is not installed.
        """
        super().__init__(cores)
        _require_installed()
        self._patience = patience
        self._joined = False

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the cluster; one that was started for this ends."""
        if self._joined:
            import ray

            self._joined = False
            leaving = threading.Thread(target=ray.shutdown, daemon=True)
            leaving.start()
            leaving.join(_GOODBYE)  # what hangs shall not hang the ingest, whose work is kept

    @property
    def alone(self) -> bool:
        """Never: whoever asks for a cluster has one."""
        return False

    def begin(self, task: Callable[[], object]) -> None:
        """Do nothing: a cluster is joined when there is work."""

    def map(
        self,
        function: Callable[[Item], Result],
        items: Iterable[Item],
        *,
        here: Callable[[Item], Result] | None = None,  # the cluster does it all
    ) -> Iterator[Result]:
        """Apply a function to items on the cluster; see `Workers.map`.

        Raises:
            CorpusError: A task failed, its machine being out of memory, say; or none has ended
                for too long; or no cluster could be started.
            InvalidSetting: The cluster cannot be joined.
        """
        waiting = iter(items)
        while window := list(islice(waiting, self._window())):
            yield from self._mapped(function, window)

    def _window(self) -> int:
        import ray

        self._join()
        resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]  # Ray
        return max(1, int(resources.get("CPU", 1))) * _AHEAD

    def _mapped(self, function: Callable[[Item], Result], window: list[Item]) -> Iterator[Result]:
        import ray.data
        from ray.exceptions import RayError

        def work(row: dict[str, Any]) -> dict[str, Any]:
            return {"result": _Held(function(row["item"].value))}

        rows = [{"item": _Held(item)} for item in window]
        try:
            found = ray.data.from_items(rows, override_num_blocks=len(rows)).map(work)
            # All of a window at once: reading and cleaning are windows of their own, and two
            # that wait for each other's place on a small cluster could wait for ever.
            results = self._awaited(found.iter_rows())
        except RayError as failed:
            raise CorpusError(
                "a task on the Ray cluster failed; what was kept so far stands, and the same "
                f"ingest goes on from there: {str(failed).strip().splitlines()[-1]}"
            ) from failed
        yield from (row["result"].value for row in results)

    def _awaited(self, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return all rows, unless none comes for too long.

        Ray itself waits for ever: for machines that may still join, or be repaired.
        """
        told: queue.SimpleQueue[dict[str, Any] | BaseException | None] = queue.SimpleQueue()
        threading.Thread(target=_tell_all, args=(rows, told), daemon=True).start()
        found: list[dict[str, Any]] = []
        while True:
            try:
                row = told.get(timeout=self._patience)
            except queue.Empty:
                raise CorpusError(
                    f"no task on the Ray cluster has ended for {self._patience:.0f} seconds; ray "
                    "status says what it waits for. What was kept so far stands, and the same "
                    "ingest goes on from there, also without --engine ray"
                ) from None
            if row is None:
                return found
            if isinstance(row, BaseException):
                raise row
            found.append(row)

    def _join(self) -> None:
        if self._joined:
            return
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        import ray.data

        self._start(os.environ.get("RAY_ADDRESS"))
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        for name in ("ray.data", "ray._private"):  # they tell of every window
            logging.getLogger(name).setLevel(logging.ERROR)
        context.execution_options.preserve_order = True
        self._joined = True

    def _start(self, cluster: str | None) -> None:
        """Join a cluster, or start one here."""
        import ray

        for left in reversed(range(1 if cluster else _ATTEMPTS)):
            try:
                ray.init(
                    address=cluster,
                    num_cpus=None if cluster else self.processes,
                    include_dashboard=None if cluster else False,
                    log_to_driver=False,
                    logging_level=logging.ERROR,
                )
                return
            except Exception as failed:  # Ray raises bare ones, too
                ray.shutdown()
                if not left:
                    raise _not_started(failed, cluster) from failed


def _not_started(failed: Exception, cluster: str | None) -> WenjuError:
    said = (str(failed).strip().splitlines() or [type(failed).__name__])[0]
    if cluster:
        return InvalidSetting(f"RAY_ADDRESS={cluster}: the cluster cannot be joined: {said}")
    return CorpusError(
        f"no Ray cluster could be started on this machine, which may be too busy: {said} Try "
        "again, or leave --engine ray out: on one machine the ordinary engine is quicker"
    )


def _tell_all(
    rows: Iterable[dict[str, Any]],
    told: "queue.SimpleQueue[dict[str, Any] | BaseException | None]",
) -> None:
    """Tell every row, and the end or what went wrong."""
    try:
        for row in rows:
            told.put(row)
        told.put(None)
    except BaseException as failed:  # whoever waits raises it
        told.put(failed)


class _Held:
    """Keeps Ray Data from looking into a value: it is carried as it is."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def _require_installed() -> None:
    from importlib.util import find_spec

    if find_spec("ray") is None:
        raise InvalidSetting(
            "--engine ray needs Ray, which is not installed: pip install 'wenju[ray]', or "
            "leave the option out"
        )
