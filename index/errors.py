"""Every error that wenju raises on purpose.

WenjuError
├── CorpusError            what was handed in cannot be read
│   ├── UnreadableSource     a file or folder cannot be opened or parsed
│   └── InvalidRecord        a JSON line or an HTTP document lacks what it needs
├── StoreError             the store on disk
│   ├── StoreMissing         there is no store at that path
│   ├── StoreDamaged         a file of the store fails its check
│   ├── StoreBusy            another process is writing
│   ├── UnknownDocument      no document has that id
│   └── IndexIncompatible    the store was built with another model or format
├── ModelError             embedding, reranking or reading models
│   ├── ModelUnavailable     a model is not installed, not on disk or not downloadable
│   └── ModelDamaged         a weight file fails its checksum or its shape
├── GenerationError        the configured language model failed
│   ├── GenerationTimeout    no answer within the deadline
│   └── GenerationRefused    the provider rejected the request
├── RemoteError            another wenju service, asked over HTTP (service/client/errors.py)
└── RequestError           the caller's request
    ├── InvalidQuestion      empty, too long or not text
    ├── InvalidFilter        a collection's name or a range of dates cannot be
    └── InvalidSetting       a setting or option has no such value
"""


class WenjuError(Exception):
    """Base of all errors raised on purpose; its message is fit to show a user."""


class CorpusError(WenjuError):
    """What was handed in cannot be read."""


class UnreadableSource(CorpusError):
    """A file or folder cannot be opened or parsed."""


class InvalidRecord(CorpusError):
    """A JSON line or an HTTP document lacks what it needs."""


class StoreError(WenjuError):
    """The store on disk cannot serve."""


class StoreMissing(StoreError):
    """There is no store at that path."""


class StoreDamaged(StoreError):
    """A file of the store fails its check."""


class StoreBusy(StoreError):
    """Another process is writing to the store."""


class UnknownDocument(StoreError):
    """No document has that id."""


class IndexIncompatible(StoreError):
    """The store was built with another model, dimension or format version."""


class ModelError(WenjuError):
    """A model cannot be used."""


class ModelUnavailable(ModelError):
    """A model is not installed, not on disk or cannot be fetched."""


class ModelDamaged(ModelError):
    """A weight file fails its checksum or has an unexpected shape."""


class GenerationError(WenjuError):
    """The configured language model failed."""


class GenerationTimeout(GenerationError):
    """No answer came within the deadline."""


class GenerationRefused(GenerationError):
    """The provider rejected the request."""


class RemoteError(WenjuError):
    """Another wenju service, asked over HTTP, gave no result."""


class RequestError(WenjuError):
    """The caller's request cannot be served as it is."""


class InvalidQuestion(RequestError):
    """A question is empty, too long or not text."""


class InvalidFilter(RequestError):
    """A collection's name, or a range of dates, cannot be."""


class InvalidSetting(RequestError):
    """A setting or option has no such value."""
