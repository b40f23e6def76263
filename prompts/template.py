"""Prompt templates: text files with named fields.

A template file holds the system message, a line `--- user ---`, and the user message.
Fields are written `{{name}}`. Values are inserted as they are and never looked at again,
so braces, field names or separators inside a document mean nothing.
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from index.shipped import shipped

_FOLDER = Path(__file__).with_name("templates")
_SEPARATOR = "\n--- user ---\n"
_FIELD = re.compile(r"\{\{([a-z_]+)\}\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """The two messages that a chat model is given."""

    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Template:
    """A system and a user message with named fields still open.

    Attributes:
        name: `answer`, `condense` or `remarks`.
        language: `zh-Hans`, `zh-Hant` or `en`.
        system: The system message.
        user: The user message.
    """

    name: str
    language: str
    system: str
    user: str

    @classmethod
    def load(cls, name: str, language: str) -> "Template":
        """Read a template from its file, once for the process.

        Raises:
            LookupError: There is no such template in that language.
        """
        return _read(name, language)

    @property
    def fields(self) -> frozenset[str]:
        """The names that `render` asks for."""
        return frozenset(_FIELD.findall(self.system + self.user))

    def render(self, **values: str) -> Prompt:
        """Fill in every field.

        Raises:
            ValueError: A field has no value, or a value no field.
        """
        if values.keys() != self.fields:
            wrong = ", ".join(sorted(values.keys() ^ self.fields))
            raise ValueError(f"template {self.name}.{self.language}: missing or unknown: {wrong}")
        return Prompt(_fill(self.system, values), _fill(self.user, values))


def _fill(text: str, values: dict[str, str]) -> str:
    return _FIELD.sub(lambda field: values[field[1]], text)


@functools.cache
def _read(name: str, language: str) -> Template:
    path = _FOLDER / f"{name}.{language}.txt"
    if path.parent != _FOLDER or not path.is_file():
        raise LookupError(f"no template {name!r} in {language!r}")
    with shipped(path):
        system, separator, user = path.read_text(encoding="utf-8").partition(_SEPARATOR)
    if not separator:
        raise LookupError(f"{path.name} lacks the line '--- user ---'")
    return Template(name, language, system.strip(), user.strip())
