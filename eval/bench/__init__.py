"""Programs that time or count one thing each; every one runs as `python -m eval.bench.NAME`."""
