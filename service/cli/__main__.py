"""Entry point of `python -m service.cli`."""

import gc

gc.set_threshold(100_000)  # loading makes objects that stay: no garbage to look for, a tenth saved

from service.cli.app import main  # noqa: E402  # the line above is for this one too

main()
