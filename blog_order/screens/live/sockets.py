"""The websockets of this process: what pushes to a page asks here first whether the page is still on one of them."""

from __future__ import annotations

import reflex as rx


def has_socket_here(app: rx.App, token: str) -> bool:
    """Whether the websocket of this client token is connected to this very process.

    A page that was closed, or whose browser reconnected to another process, has none: what is kept of it can go.
    """
    namespace = app.event_namespace
    if namespace is None or app.sio is None:
        return False
    sid = namespace.token_to_sid.get(token)
    return sid is not None and app.sio.manager.is_connected(sid, namespace.namespace)
