"""What routes are given: the caller's library, the settings and the caller."""

from typing import Annotated

from fastapi import Depends, Request

from service.http.authentication import CALLER
from service.http.callers_library import CallersLibrary
from service.http.running import Running
from service.keys.caller import Caller
from service.library import Library
from service.settings import Settings


def _library(request: Request) -> Library:
    state, caller = request.app.state, _caller(request)
    running: Running = state.running
    return CallersLibrary(state.library, caller, state.metrics, running.log, running.trace)


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _caller(request: Request) -> Caller:
    caller: Caller = request.scope[CALLER]
    return caller


LibraryOf = Annotated[Library, Depends(_library)]
SettingsOf = Annotated[Settings, Depends(_settings)]
CallerOf = Annotated[Caller, Depends(_caller)]
