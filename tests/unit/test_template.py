from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.fence import fence
from prompts.template import Template

NAMES = ("answer", "condense", "remarks")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@pytest.mark.parametrize(("name", "language"), list(product(NAMES, LANGUAGES)))
def test_every_template_is_there_in_every_language_with_the_same_fields(
    name: str, language: str
) -> None:
    assert Template.load(name, language).fields == Template.load(name, "en").fields


def test_fields_are_filled_in() -> None:
    prompt = Template("t", "en", "About {{topic}}.", "{{topic}}: {{text}}").render(
        topic="a", text="b"
    )
    assert (prompt.system, prompt.user) == ("About a.", "a: b")


@given(st.text())
def test_a_value_is_inserted_as_it_is_whatever_it_holds(value: str) -> None:
    template = Template("t", "en", "x", "<{{text}}|{{other}}>")
    assert template.render(text=value, other="{{text}}").user == f"<{value}|{{{{text}}}}>"


@pytest.mark.parametrize("values", [{}, {"text": "a", "more": "b"}, {"txet": "a"}])
def test_a_missing_or_unknown_field_is_an_error(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="missing or unknown"):
        Template("t", "en", "x", "{{text}}").render(**values)


@pytest.mark.parametrize("name", ["nothing", "../packing", "answer/../answer"])
def test_a_template_that_does_not_exist_is_an_error(name: str) -> None:
    with pytest.raises(LookupError, match="no template"):
        Template.load(name, "en")


def test_the_fence_depends_on_every_text_and_where_it_ends() -> None:
    codes = {fence("ab", "c"), fence("a", "bc"), fence("abc"), fence("ab", "c", "")}
    assert len(codes) == 4
    assert fence("ab", "c") == fence("ab", "c")
