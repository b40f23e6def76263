"""What routes are given: the library, the settings and whoever asks."""

from typing import Annotated

from fastapi import Depends, Request

from service.http.authentication import CALLER
from service.keys.caller import Caller
from service.library import Library
from service.settings import Settings


def _library(request: Request) -> Library:
    library: Library = request.app.state.library
    return library


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _caller(request: Request) -> Caller:
    caller: Caller = request.scope[CALLER]
    return caller


LibraryOf = Annotated[Library, Depends(_library)]
SettingsOf = Annotated[Settings, Depends(_settings)]
CallerOf = Annotated[Caller, Depends(_caller)]
