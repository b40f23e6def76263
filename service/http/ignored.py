"""Fields of a request that were read and changed nothing, said in a header."""

import re

from pydantic import BaseModel

HEADER = "wenju-ignored"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MOST = 20  # names; a header has little room


def ignored_header(body: BaseModel) -> dict[str, str]:
    """Return a header that names what a client sent in vain; empty where nothing was.

    Names that no API gives its fields are not repeated.
    """
    names = sorted(name for name in body.model_extra or {} if _NAME.fullmatch(name))
    return {HEADER: ", ".join(names[:_MOST])} if names else {}
