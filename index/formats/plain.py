"""Plain text."""

from index.decode import decode
from index.formats.extract import Extract


def read_plain(data: bytes) -> Extract:
    """Read a text file: its text is the decoded file, character for character.

    Raises:
        UnreadableSource: The bytes look like binary data.
    """
    decoded = decode(data)
    warnings = (decoded.warning,) if decoded.warning else ()
    return Extract(decoded.text, decoded.encoding, warnings=warnings)
