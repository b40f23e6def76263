import gzip
import json
import random

import numpy as np
import pytest

from service.training.article import article, context
from service.training.asking import Asker
from service.training.blank import Blank, BlankKind, blanks
from service.training.clause import Token, clauses, join, subject, without_brackets
from service.training.recurring import content_words, elsewhere, likeness
from service.training.wording import Wording, interchangeable, near_neighbours

LEAD = "青汀/ns 镇/n 今年/t 投入/v 320万元/m 修建/v 茶园/n 步道/n"


def tagged(words):
    """Read `word/tag word/tag`, as jieba would give them."""
    tokens, position = [], 0
    for pair in words.split():
        text, mark = pair.rsplit("/", 1)
        tokens.append(Token(text, mark, position))
        position += len(text)
    return tuple(tokens)


def text_of(tokens):
    return "".join(token.text for token in tokens)


def found(words):
    tokens = tagged(words)
    return [(blank.kind.value, blank.text) for blank in blanks(text_of(tokens), tokens)]


def blank_in(words, answer, kind):
    start = text_of(tagged(words)).index(answer)
    return Blank(kind, start, start + len(answer), answer)


def asked(words, answer, kind, *, seeds=40, name=""):
    """Return all the questions that some seeds give."""
    questions = set()
    for seed in range(seeds):
        asker = Asker(Wording(), random.Random(seed))
        question = asker.ask(tagged(words), blank_in(words, answer, kind), name)
        if question:
            questions.add(question)
    return questions


def test_figures_with_their_unit_are_blanks_and_dates_are_not_among_them():
    words = "7月25日/m ,/x 镇里/n 有/v 1,200/m 多/m 户/q ,/x 占/v 35.5%/m"
    assert found(words) == [("date", "7月25日"), ("figure", "1,200多户"), ("percent", "35.5%")]


def test_a_year_is_a_date_and_a_span_of_years_a_duration():
    words = "2021年/m 动工/v ,/x 工期/n 3年/m"
    assert found(words) == [("date", "2021年"), ("duration", "3年")]


def test_a_person_is_named_by_office_or_by_speaking_but_a_reporter_is_not_asked_for():
    spoken = "镇长/n 李小满/nr 表示/v 路/n 通/v 了/ul"
    assert ("person", "李小满") in found(spoken)
    assert ("person", "李小满") not in found(spoken.replace("镇长", "记者"))


def test_an_organisation_reaches_from_its_proper_name_to_its_kind():
    words = "岚川/ns 竹业/n 有限公司/n 捐赠/v 了/ul 教具/n"
    assert found(words)[0] == ("organisation", "岚川竹业有限公司")


def test_a_place_that_belongs_to_a_longer_name_is_no_answer():
    assert ("place", "岚川") in found("大赛/n 在/p 岚川/ns 举行/v")
    assert ("place", "岚川") not in found("岚川/ns 晚报/n 报道/v 了/ul")


def test_a_reason_ends_with_its_clause():
    words = "由于/c 连日/d 暴雨/n 冲垮/v 堤岸/n ,/x 班车/n 停运/v"
    assert ("reason", "连日暴雨冲垮堤岸") in found(words)


def test_clauses_part_at_punctuation_but_not_inside_figures():
    parts = clauses(tagged("路/n 长/a 1/m ,/x 200/m 米/q ,/x 通/v 到/v 茶园/n"))
    assert [join(part) for part in parts] == ["路长1,200米", "通到茶园"]


def test_the_subject_is_the_noun_phrase_before_the_verb_and_a_pronoun_is_none():
    assert join(subject(tagged("茶园/n 步道/n 通/v 到/v 山顶/n"))) == "茶园步道"
    assert subject(tagged("该/r 步道/n 通/v 到/v 山顶/n")) == ()


def test_words_in_round_brackets_are_left_out():
    assert join(without_brackets(tagged("公司/n (/x 下称/v 甲/n )/x 成立/v"))) == "公司成立"


def test_a_question_holds_its_subject_and_never_its_answer():
    questions = asked(LEAD, "320万元", BlankKind.FIGURE)
    assert questions
    assert all("320" not in question for question in questions)
    assert any("青汀" in question and "多少" in question for question in questions)


def test_the_same_seed_asks_the_same():
    blank = blank_in(LEAD, "320万元", BlankKind.FIGURE)
    one, two = (Asker(Wording(), random.Random(5)).ask(tagged(LEAD), blank, "") for _ in range(2))
    assert one == two


def test_a_company_is_asked_for_as_a_company():
    words = "岚川/ns 竹业/n 有限公司/n 捐赠/v 了/ul 300/m 套/q 教具/n"
    questions = asked(words, "岚川竹业有限公司", BlankKind.ORGANISATION)
    assert questions
    assert all("公司" in q or "企业" in q or "谁" in q for q in questions)


def test_an_answer_that_is_one_of_a_row_is_not_asked_for():
    words = "大赛/n 先后/d 在/p 岚川/ns 、/x 青汀/ns 举行/v 决赛/n"
    assert asked(words, "岚川", BlankKind.PLACE) == set()


def test_a_clause_without_a_subject_takes_the_name_of_the_article():
    words = "共/d 投入/v 320万元/m 修建/v 步道/n"
    questions = asked(words, "320万元", BlankKind.FIGURE, name="青汀镇政府")
    assert questions
    assert all("青汀镇政府" in question for question in questions)


def test_an_article_is_folded_and_its_sentences_cover_it():
    source = article("青汀鎮修路。長３公里！\n\n通車了", ("青汀修路",))
    assert source.text == "青汀镇修路。长3公里!\n通车了"
    assert "".join(sentence.text for sentence in source.sentences) == source.text
    assert [s.start for s in source.sentences if s.text == "通车了"] == [12]


def test_a_context_holds_its_sentence_where_it_says_and_not_the_one_left_out():
    source = article("一月开工。二月停工。三月复工。四月完工。五月通车。")
    target, left_out = source.sentences[3], source.sentences[0]
    for seed in range(10):
        rng = random.Random(seed)
        text, start = context(source, target, rng, without=left_out, most=20)
        assert text[start:].startswith("四月完工。")
        assert "一月" not in text
        assert len(text) <= 20


def test_a_repeated_answer_is_found_where_another_sentence_says_the_same():
    asked_from = "青汀镇拨付320万元修建茶园步道"
    source = article("天气很好。修建茶园步道的钱有320万元。奖金也是320万元。")
    blank = blank_in(LEAD.replace("今年/t 投入/v", "拨付/v"), "320万元", BlankKind.FIGURE)
    tokens = tagged(LEAD.replace("今年/t 投入/v", "拨付/v"))
    pairs = list(elsewhere(source, asked_from, tokens, [blank]))
    assert [(b.text, s.text) for b, s in pairs] == [("320万元", "修建茶园步道的钱有320万元。")]


def test_a_near_copy_is_no_other_wording():
    sentence = text_of(tagged(LEAD))
    source = article(f"{sentence}。")
    blank = blank_in(LEAD, "320万元", BlankKind.FIGURE)
    assert list(elsewhere(source, sentence, tagged(LEAD), [blank])) == []
    assert likeness(sentence, sentence) == 1.0
    assert likeness("茶园步道", "山顶公路") == 0.0


def test_content_words_are_nouns_and_verbs_outside_the_answer():
    blank = blank_in(LEAD, "320万元", BlankKind.FIGURE)
    assert content_words(tagged(LEAD), blank) == {"青汀", "投入", "修建", "茶园", "步道"}


def test_at_most_three_words_are_replaced_and_only_by_others_of_the_table():
    words = ["投入", "建成", "发布", "召开", "茶园"]
    said = Wording().say(words, random.Random(3), share=1.0)
    changed = [(one, two) for one, two in zip(words, said, strict=True) if one != two]
    assert len(changed) == 3
    assert all(two in Wording().others(one) for one, two in changed)


def test_opposites_and_words_that_hold_each_other_are_not_interchangeable():
    assert interchangeable("成本", "费用")
    assert not interchangeable("上升", "下降")
    assert not interchangeable("风险", "高风险")


class Rows:
    """An embedder of three words, the first two near each other."""

    def embed_passages(self, texts):
        rows = {"成本": (1.0, 0.0), "费用": (0.9, 0.436), "帮忙": (0.0, 1.0)}
        return np.array([rows[text] for text in texts], dtype=np.float32)


def test_neighbours_are_near_and_tagged_alike():
    words = [("成本", "n"), ("费用", "n"), ("帮忙", "v")]
    near = near_neighbours(words, Rows(), least=0.4)
    assert near == {"成本": ["费用"], "费用": ["成本"]}


def test_every_written_answer_stands_where_it_says(tmp_path):
    pytest.importorskip("jieba")
    from service.training.questions import write_questions

    body = (
        "青汀镇今年投入320万元修建茶园步道。步道全长12公里,由岚川竹业有限公司承建。"
        "镇长李小满表示,步道建成后每年可接待游客5万人次,村民的收入也会提高。"
        "据介绍,修建茶园步道的320万元由镇里拨付,工程于2021年3月12日开工,工期为8个月。"
    )
    news = [(body, ("青汀镇拿出320万元修建茶园步道",))]
    out = tmp_path / "questions.jsonl.gz"
    counts = write_questions(news, Wording(), out, limit=10, seed=1, processes=1)
    with gzip.open(out, "rt", encoding="utf-8") as lines:
        questions = [json.loads(line) for line in lines]
    assert 1 <= len(questions) == counts["all"] <= 4
    for item in questions:
        end = item["start"] + len(item["answer"])
        assert item["context"][item["start"] : end] == item["answer"]
        assert item["answer"] not in item["question"]
