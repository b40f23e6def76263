"""What routes are given: the library and the settings of their application."""

from typing import Annotated

from fastapi import Depends, Request

from service.library import Library
from service.settings import Settings


def _library(request: Request) -> Library:
    library: Library = request.app.state.library
    return library


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


LibraryOf = Annotated[Library, Depends(_library)]
SettingsOf = Annotated[Settings, Depends(_settings)]
