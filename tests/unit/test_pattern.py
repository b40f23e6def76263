import gc
import pkgutil
import re
from importlib import import_module

import pytest

import service
from index.pattern import _LazyPattern, lazy_pattern


def test_a_pattern_finds_what_a_compiled_one_finds() -> None:
    late, compiled = lazy_pattern(r"(\d+)年", re.ASCII), re.compile(r"(\d+)年", re.ASCII)
    text = "1998年至2023年"
    assert [match.span(1) for match in late.finditer(text)] == [(0, 4), (6, 10)]
    assert late.sub("x", text) == compiled.sub("x", text) == "x至x"
    assert (late.pattern, late.flags) == (compiled.pattern, compiled.flags)


def test_nothing_is_compiled_before_the_first_use() -> None:
    broken = lazy_pattern("(")
    with pytest.raises(re.error):
        broken.search("")


def test_every_pattern_of_the_service_can_be_compiled() -> None:
    for module in pkgutil.walk_packages(service.__path__, "service."):
        if not module.name.endswith("__main__") and ".training" not in module.name:
            import_module(module.name)
    patterns = [one for one in gc.get_objects() if type(one) is _LazyPattern]
    assert len(patterns) > 200
    for one in patterns:
        if one._source != "(":
            assert one.search("") is None or one.search("") is not None
