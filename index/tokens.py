"""Token counts by our own encoding, which needs no connection.

The encoding `wenju` is registered with tiktoken by the plugin
`tiktoken_ext/wenju.py`. An installed project finds the plugin by itself (the
wheel puts it into the namespace package, an editable install puts
`index/plugins` on the path); run from a bare checkout, this file puts
`index/plugins` on the path before tiktoken looks for plugins.
"""

import functools
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ModelDamaged

if TYPE_CHECKING:
    import tiktoken

PLUGINS = Path(__file__).with_name("plugins")


@functools.cache
def encoding() -> "tiktoken.Encoding":
    """Return the encoding `wenju`, loaded once for the process.

    Raises:
        ModelDamaged: The vocabulary file is not the released one.
    """
    import tiktoken

    if importlib.util.find_spec("tiktoken_ext.wenju") is None:
        sys.path.append(str(PLUGINS))
    try:
        return tiktoken.get_encoding("wenju")
    except (OSError, ValueError) as error:
        raise ModelDamaged(f"the token encoding cannot be loaded: {error}") from error


def count_tokens(text: str) -> int:
    """Return how many tokens `text` takes, in time linear in its length.

    Text that looks like a special token is counted as the text it is; a lone
    surrogate counts as a question mark.
    """
    well_formed = text if text.isascii() else text.encode(errors="replace").decode()
    return int(encoding().encode_to_numpy(well_formed, disallowed_special=()).size)
