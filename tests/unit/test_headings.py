from index.headings import heading_path, heading_text


def test_heading_lines_that_follow_each_other_form_one_path() -> None:
    assert heading_path((), ["工业", "做强链条"]) == ("工业", "做强链条")


def test_the_next_group_of_headings_replaces_the_path() -> None:
    assert heading_path(("工业", "做强链条"), ["农业"]) == ("农业",)


def test_an_outer_heading_that_names_a_year_holds_until_the_next_year() -> None:
    first = heading_path((), ["2021年回顾", "修路"])
    second = heading_path(first, ["架桥"])
    third = heading_path(second, ["2022年打算", "种树"])
    assert second == ("2021年回顾", "架桥")
    assert third == ("2022年打算", "种树")


def test_marked_headings_nest_by_their_level() -> None:
    path = heading_path((), ["# 总述"])
    path = heading_path(path, ["## 资金", "### 来源"])
    assert path == ("# 总述", "## 资金", "### 来源")
    assert heading_path(path, ["## 人才"]) == ("# 总述", "## 人才")


def test_a_heading_is_shown_without_its_mark() -> None:
    assert heading_text("## 资金 ##") == "资金"
    assert heading_text("　资金 ") == "资金"
