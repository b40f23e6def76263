from service.cli.progress import progress_line


def test_a_step_that_goes_on_tells_its_rate_and_what_is_left() -> None:
    line = progress_line("index", 6_400, 67_500, seconds=10.0)
    assert line == "wenju: index 6400/67500, 640/s, 95 s left"


def test_a_step_without_an_end_tells_its_rate_alone() -> None:
    assert progress_line("index", 6_400, None, seconds=10.0) == "wenju: index 6400, 640/s"


def test_a_step_that_has_just_begun_promises_nothing() -> None:
    assert progress_line("read", 3, 80, seconds=0.2) == "wenju: read 3/80"
    assert progress_line("read", 0, 80, seconds=9.0) == "wenju: read 0/80"
