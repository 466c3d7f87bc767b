"""Ports to listen on: given once, and out of the way of outgoing connections."""

from __future__ import annotations

import multiprocessing
import socket
from pathlib import Path

import pytest

from blog_order.embedded.errors import StackError
from blog_order.embedded.ports import PORTS_TO_LISTEN_ON, free_port, free_ports
from tests.support.ports import free_port as free_test_port
from tests.support.waiting import PATIENCE_SECONDS

OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")


def test_no_outgoing_connection_takes_a_port_that_we_listen_on() -> None:
    first = int(OUTGOING.read_text().split()[0]) if OUTGOING.exists() else 49_152
    assert all(port < first for port in [*free_ports(50), free_test_port()])


def test_the_tests_own_ports_are_no_port_of_the_product() -> None:
    assert free_test_port() not in PORTS_TO_LISTEN_ON


def test_a_port_is_given_once() -> None:
    given = [free_port() for _ in range(50)] + free_ports(50)
    assert len(set(given)) == 100


def test_a_port_that_another_process_was_given_is_not_given_again() -> None:
    among = free_ports(3)  # of this process
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool, pytest.raises(StackError, match="no 1 free ports"):
        pool.apply_async(free_ports, (1, among)).get(PATIENCE_SECONDS)


def test_a_port_that_somebody_listens_on_is_not_given() -> None:
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(StackError):
            free_ports(1, [port])
