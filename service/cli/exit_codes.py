"""How a command tells a shell what happened."""

from enum import IntEnum

from index import errors
from service.answer import Answer, Status


class ExitCode(IntEnum):
    """Exit codes of every command."""

    ANSWERED = 0
    REFUSED = 1
    ERROR = 2
    INTERRUPTED = 130


ERROR_CODES: dict[type[errors.WenjuError], ExitCode] = {
    errors.CorpusError: ExitCode.ERROR,
    errors.UnreadableSource: ExitCode.ERROR,
    errors.InvalidRecord: ExitCode.ERROR,
    errors.StoreError: ExitCode.ERROR,
    errors.StoreMissing: ExitCode.ERROR,
    errors.StoreDamaged: ExitCode.ERROR,
    errors.StoreBusy: ExitCode.ERROR,
    errors.UnknownDocument: ExitCode.ERROR,
    errors.IndexIncompatible: ExitCode.ERROR,
    errors.ModelError: ExitCode.ERROR,
    errors.ModelUnavailable: ExitCode.ERROR,
    errors.ModelDamaged: ExitCode.ERROR,
    errors.GenerationError: ExitCode.ERROR,
    errors.GenerationTimeout: ExitCode.ERROR,
    errors.GenerationRefused: ExitCode.ERROR,
    errors.RemoteError: ExitCode.ERROR,
    errors.RequestError: ExitCode.ERROR,
    errors.InvalidQuestion: ExitCode.ERROR,
    errors.InvalidFilter: ExitCode.ERROR,
    errors.InvalidSetting: ExitCode.ERROR,
}
"""One line for each class of `index.errors`; a test fails when one is missing."""


def code_of(answer: Answer) -> ExitCode:
    """Return 0 for an answer, whole or partial, and 1 for a refusal."""
    return ExitCode.REFUSED if answer.status is Status.REFUSED else ExitCode.ANSWERED
