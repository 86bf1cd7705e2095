"""Connections to the dashboard send at once, also those that come later."""

import socket

from pages.components import wire


def test_the_listening_socket_and_what_it_accepts_send_at_once():
    wire.at_once.cache_clear()
    with socket.socket() as listening, socket.socket(type=socket.SOCK_DGRAM), socket.socket() as me:
        socket.socket().close()  # a closed one is passed over
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert not listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        wire.at_once()
        me.connect(listening.getsockname())
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
