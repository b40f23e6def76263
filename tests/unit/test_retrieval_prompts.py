import pytest

from index.sentence_embedder import RetrievalPrompts, retrieval_prompts


@pytest.mark.parametrize(
    "name", ["intfloat/multilingual-e5-small", "models/e5-base-v2", "E5-large"]
)
def test_e5_models_get_their_two_prefixes(name):
    assert retrieval_prompts(name, {}) == RetrievalPrompts("query: ", "passage: ")


def test_instructed_e5_models_get_a_task_before_the_query_only():
    prompts = retrieval_prompts("intfloat/multilingual-e5-large-instruct", {})
    assert prompts.query.startswith("Instruct: ")
    assert prompts.query.endswith("Query: ")
    assert prompts.passage == ""


def test_bge_models_get_the_instruction_of_their_language_before_the_query():
    chinese = retrieval_prompts("BAAI/bge-small-zh-v1.5", {})
    english = retrieval_prompts("BAAI/bge-small-en-v1.5", {})
    assert chinese.query.startswith("为这个句子")
    assert english.query.startswith("Represent this sentence")
    assert chinese.passage == english.passage == ""


@pytest.mark.parametrize("name", ["BAAI/bge-m3", "thenlper/gte-small", "some/cage5", "model"])
def test_other_models_get_no_prompts(name):
    assert retrieval_prompts(name, {"query": "", "document": ""}) == RetrievalPrompts()


def test_the_prompts_of_the_model_itself_come_before_any_convention():
    configured = {"query": "ask> ", "passage": "text> "}
    expected = RetrievalPrompts("ask> ", "text> ")
    assert retrieval_prompts("intfloat/multilingual-e5-small", configured) == expected


def test_prompts_for_searching_are_known_by_their_other_names_too():
    configured = {"search_query": "find: ", "search_document": "page: ", "clustering": "group: "}
    assert retrieval_prompts("some/model", configured) == RetrievalPrompts("find: ", "page: ")


def test_prompts_for_other_tasks_do_not_hide_the_convention_of_the_name():
    prompts = retrieval_prompts("intfloat/e5-base", {"clustering": "group: ", "query": ""})
    assert prompts == RetrievalPrompts("query: ", "passage: ")
