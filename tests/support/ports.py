"""Ports for what the tests start."""

from __future__ import annotations

from blog_order.embedded import ports

PORTS = range(10_000, ports.PORTS_TO_LISTEN_ON.start)
"""Beside those that the product takes: a test may listen on its port much later than it was given it."""


def free_port() -> int:
    """A loopback port for this test process alone, which no outgoing connection takes."""
    return ports.free_ports(1, PORTS)[0]
