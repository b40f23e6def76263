"""Sentences of a document that give orders to whoever reads them: they prove nothing."""

from index.pattern import lazy_pattern
from index.script import fold
from service.plain_question import gives_orders, visible

_ANSWERS = lazy_pattern(
    r"(?i)(?:只|仅|直接|必须|必須|一律|统一|都|就)(?:能|要|需|可|允许)?(?:回答|回复|回覆|答复|输出|輸出)(?!了|过|的)"
    r"|(?:answer|reply|respond|say|output|write)\s+(?:only|just|with|exactly|nothing but)\b"
    r"|(?:in|to) (?:your|every) (?:answer|reply|response)"
    r"|your (?:only )?(?:answer|reply) (?:must|should|is)"
    r"|在(?:你的)?(?:回答|答案|回复)(?:中|里|末尾|开头|前|后)"
)
_ROLES = lazy_pattern(
    r"(?i)<\|?/?(?:im_start|im_end|system|assistant|user|endoftext|eot_id)\|?>?|\[/?inst\]|<<sys>>"
    r"|(?:^|[\s>#*\[(（【“\"])(?:system|assistant|developer|系统|系統|管理员|管理員|开发者|開發者)"
    r"(?:消息|提示|指令|通知|message|prompt|note)?\s*[】\])）]?\s*[:：]"
)


def is_order(sentence: str) -> bool:
    """Say whether a sentence speaks to the reader's program rather than of its subject.

    Args:
        sentence: Of a document, in any script; invisible characters are left aside.
    """
    text = fold(visible(sentence))
    return gives_orders(text) or bool(_ANSWERS.search(text) or _ROLES.search(text))
