"""What a store survives, one command a kind of harm: see `python -m eval.bench.durability -h`."""
