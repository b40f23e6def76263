"""A marker that quoted text cannot contain, because it depends on all of that text."""

import hashlib


def fence(*texts: str) -> str:
    """Return a code for the lines around quoted text.

    The code is a digest of everything quoted: whoever writes one of the texts cannot know
    it beforehand, and the same texts give the same prompt again.

    Args:
        texts: Everything that will stand between the markers.
    """
    digest = hashlib.blake2b(digest_size=8)
    for text in texts:
        digest.update(text.encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return digest.hexdigest()
