"""What shares the work of an ingest: processes of this machine, or a cluster."""

from enum import StrEnum

from index.workers import Workers


class Engine(StrEnum):
    """Where documents are read, cleaned, split and embedded; one writer takes what comes."""

    PROCESSES = "processes"
    RAY = "ray"


def workers_of(engine: Engine, processes: int | None = None) -> Workers:
    """Return the workers of an engine; nothing is started yet.

    Args:
        engine: Which.
        processes: How many processes, or cores of a cluster of this machine's own; None for
            one a core.

    Raises:
        InvalidSetting: It is not installed.
    """
    if engine is Engine.RAY:
        from index.ray_workers import RayWorkers

        return RayWorkers(processes)
    return Workers(processes)
