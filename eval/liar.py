"""A chat model that says what it is told to, whatever it is asked."""

import re
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from eval.forgeries import Reply

_PASSAGE = re.compile(r"^--- (?P<code>\w+) passage \[(?P<key>\d+)\][^\n]*\n", re.MULTILINE)


class Liar(BaseChatModel):
    """Gives the reply that is set, under the key of the passage that it quotes.

    Attributes:
        reply: What to say next; None for nothing found.
        shown: Whether the quoted sentences stood in the last prompt.
    """

    reply: Reply | None = None
    shown: bool = False

    @property
    def _llm_type(self) -> str:
        return "liar"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        prompt = str(messages[-1].content)
        key = self._key(prompt)
        said = "NOT_FOUND"
        if self.reply is not None:
            said = self.reply.text.replace("{key}", str(key or 1))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(said))])

    def _key(self, prompt: str) -> int | None:
        """Return the key of the passage that holds the first quote."""
        self.shown = self.reply is not None and all(one in prompt for one in self.reply.quotes)
        if self.reply is None or not self.shown:
            return None
        at = prompt.index(self.reply.quotes[0])
        before = [match for match in _PASSAGE.finditer(prompt) if match.end() <= at]
        return int(before[-1]["key"]) if before else None
