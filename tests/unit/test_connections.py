import socket

import pytest

from service.connections import refused_connections


def test_connections_and_look_ups_are_refused_and_recorded() -> None:
    with refused_connections() as watch:
        with pytest.raises(ConnectionRefusedError), socket.socket() as opened:
            opened.connect(("127.0.0.1", 9))
        with pytest.raises(ConnectionRefusedError):
            socket.getaddrinfo("localhost", 80)
    assert len(watch.attempts) == 2
    assert "socket.connect" in watch.attempts[0]


def test_outside_the_block_connections_are_left_alone() -> None:
    with refused_connections() as watch:
        pass
    assert socket.getaddrinfo("127.0.0.1", 80)
    assert watch.attempts == []
