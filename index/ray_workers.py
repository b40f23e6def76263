"""Machines beside this one that share the work on documents: the one file that knows Ray.

Work goes to Ray Data in windows of tasks and comes back in their order, so that memory does
not grow with the corpus, and one writer here takes what comes.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from types import TracebackType
from typing import Any, TypeVar

from index.errors import CorpusError, InvalidSetting
from index.workers import Workers

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 8  # tasks of one window for each core of the cluster


class RayWorkers(Workers):
    """The cores of a Ray cluster, joined at the first task; see `Workers`.

    The cluster is the one that `RAY_ADDRESS` names, or one of this machine's cores that ends
    with the `with` block. Its machines need this version of wenju, and the files under the
    same paths.
    """

    def __init__(self, cores: int | None = None) -> None:
        """Plan to use a cluster; nothing is started yet.

        Args:
            cores: Of this machine, where there is no cluster to join; None for all.

        Raises:
            InvalidSetting: Ray is not installed.
        """
        super().__init__(cores)
        _require_installed()
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

            ray.shutdown()
            self._joined = False

    @property
    def alone(self) -> bool:
        """Never: whoever asks for a cluster has one."""
        return False

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Apply a function to items on the cluster; see `Workers.map`.

        Raises:
            CorpusError: A task failed, its machine being out of memory, say.
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
            results = found.take_all()
        except RayError as failed:
            raise CorpusError(
                "a task on the Ray cluster failed; what was kept so far stands, and the same "
                f"ingest goes on from there: {str(failed).strip().splitlines()[-1]}"
            ) from failed
        yield from (row["result"].value for row in results)

    def _join(self) -> None:
        if self._joined:
            return
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        import ray
        import ray.data

        cluster = os.environ.get("RAY_ADDRESS")
        ray.init(
            address=cluster,
            num_cpus=None if cluster else self.processes,
            include_dashboard=None if cluster else False,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        for name in ("ray.data", "ray._private"):  # they tell of every window
            logging.getLogger(name).setLevel(logging.ERROR)
        context.execution_options.preserve_order = True
        self._joined = True


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
