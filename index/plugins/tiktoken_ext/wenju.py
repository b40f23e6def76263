"""The tiktoken plugin that registers the encoding `wenju`.

tiktoken looks through every module of the namespace package `tiktoken_ext` for
`ENCODING_CONSTRUCTORS`. Nothing else stands here, since an install copies this file.
"""

from index.vocabulary import encoding_arguments

ENCODING_CONSTRUCTORS = {"wenju": encoding_arguments}
