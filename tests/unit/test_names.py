from importlib.metadata import distributions

OURS = {"index", "service", "prompts", "eval", "seeds", "tests"}


def test_no_other_distribution_owns_our_names() -> None:
    owners = {
        (file.parts[0], distribution.name)
        for distribution in distributions()
        if distribution.name != "wenju"
        for file in distribution.files or ()
        if file.parts[0].removesuffix(".py") in OURS
    }
    assert owners == set()
