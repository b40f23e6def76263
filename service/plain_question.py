"""Whether there is a question to answer at all: `unsafe_or_empty_question` says no.

A question is empty when it has no letter or digit once control and invisible characters
are taken away, or only one letter over and over. It is unsafe when all that it says is an
order to the system itself: to forget its rules, to show its prompt, to play another part,
to leak something to an address. Where such an order comes with a question, the order is
left aside and the question is answered as any other, since nothing here obeys it.
"""

import re
import unicodedata

from index.pattern import lazy_pattern
from index.script import fold

_REPEATED = 3  # times a single letter stands alone before it says nothing
_LEFT = 4  # letters beside an order that may be a question
_SUBJECT = r"(?:你|您|系统|系統|助手|模型|机器人|ai|assistant|system)"
_RULES = (
    r"(?:指令|指示|规则|規則|提示词?|提示詞|设定|設定|要求|限制|约束|約束|对话|對話|内容|內容|prompt|"
    r"instructions?|rules?|prompts?|guidelines?|messages?|restrictions?|context|everything)"
)
_EARLIER = (
    r"(?:以上|上述|之前|前面|先前|此前|上面|所有|一切|全部|任何|系统|系統|原有|原来|你的|您的|的)"
)
_ORDERS = (
    rf"(?:请|請)?(?:立即|马上|现在|從現在起|从现在起)?(?:忽略|无视|無視|忘记|忘記|忘掉|抛弃|不要理会|不要遵守|绕过|覆盖)"
    rf"(?:掉|你)?{_EARLIER}*{_RULES}?",
    rf"(?:请|請)?(?:把|将|將)?(?:输出|輸出|打印|显示|顯示|告诉我|告訴我|复述|複述|重复|重複|公开|公開|泄露|洩露|说出|說出|展示|给出)?"
    rf"(?:你|您)?{_EARLIER}*(?:系统|系統|初始|隐藏|隱藏|内部|內部|完整)的?{_RULES}"
    rf"(?:打印|输出|輸出|显示|顯示|说|說|复述|复制|发|發)?(?:出来|出來|给我|給我|一遍|是什么|是什麼)?",
    rf"(?:从现在开始|从现在起|現在開始|现在|接下来)?{_SUBJECT}?(?:现在|現在)?(?:是|扮演|充当|充當|进入|進入|假装|假裝)"
    r"(?:一个|一個|成|为|為)?[^，,。；;\n什哪谁誰何]{0,12}?(?:dan|模式|越狱|越獄|开发者|開發者|没有限制|沒有限制|不受限制|无限制|猫娘|黑客)[^，,。；;\n]{0,8}",
    r"(?:please\s+)?(?:now\s+)?(?:ignore|disregard|forget|override|bypass|skip)\s+(?:all\s+|any\s+|of\s+|the\s+|your\s+|"
    rf"my\s+|these\s+|those\s+|previous\s+|prior\s+|above\s+|earlier\s+|preceding\s+|system\s+)*{_RULES}?(?:\s+(?:above|before|"
    r"you\s+were\s+given))?",
    r"(?:please\s+)?(?:show|print|reveal|repeat|output|display|tell|give|leak|dump|write|what\s+(?:is|are))\s+(?:me\s+|us\s+|out\s+|all\s+|of\s+|"
    r"the\s+|your\s+|full\s+|entire\s+|exact\s+)*(?:system|hidden|initial|internal|secret|original|developer)\s+"
    rf"{_RULES}(?:\s+(?:verbatim|word\s+for\s+word|above))?",
    r"(?:from\s+now\s+on\s*,?\s*)?(?:you\s+are\s+now|act\s+as|pretend\s+(?:to\s+be|you\s+are)|enter)\s+"
    r"(?:an?\s+|in\s+)?(?:\w+\s+){0,4}?(?:dan|mode|jailbreak\w*|unrestricted|hacker|evil\s+\w+)(?:\s+\w+){0,3}",
)
_ORDER = lazy_pattern("|".join(f"(?:{order})" for order in _ORDERS), re.IGNORECASE)
_POLITE = lazy_pattern(
    r"(?i)(?:please|then|and|also|now|thanks?|sorry|ok|do it|immediately|instead|verbatim|"
    r"请|請|然后|然後|并且?|並且?|马上|立即|谢谢|謝謝|现在|現在|好吗|好嗎|吧|了|出来|出來|给我|給我|不要拒绝|照做)"
)


def asks_something(question: str) -> bool:
    """Say whether a question can be answered at all; see the head of this file.

    Args:
        question: As it was asked, or made standalone.
    """
    text = visible(question)
    letters = [letter for letter in text if letter.isalnum()]
    if not letters or (len(letters) >= _REPEATED and len(set(letters)) == 1):
        return False
    rest, orders = _ORDER.subn(" ", fold(text))
    if not orders:
        return True
    left = [letter for letter in _POLITE.sub(" ", rest) if letter.isalnum()]
    return len(left) >= _LEFT


def gives_orders(text: str) -> bool:
    """Say whether folded text orders a system to forget its rules, show them or play a part."""
    return _ORDER.search(text) is not None


def visible(text: str) -> str:
    """Return a text without control, format and private-use characters."""
    return "".join(
        letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cn")
    )
