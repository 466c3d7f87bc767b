"""Running stand-ins, and a server that receives their webhooks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stripe

from tests.support.standins import Receiver, Standins, receiving, running


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    """The application's side of the webhooks."""
    with receiving() as one:
        yield one


@pytest.fixture(scope="module")
def process(receiver: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standins]:
    """One process a test file."""
    with running(receiver, tmp_path_factory.mktemp("standins")) as one:
        yield one


@pytest.fixture
def standins(process: Standins) -> Standins:
    """The process of this test file, with nothing planned, no mail and no webhooks from the test before."""
    process.reset()
    return process


@pytest.fixture
def client(standins: Standins) -> stripe.StripeClient:
    return stripe.StripeClient(
        "sk_test_stand-in", base_addresses={"api": f"{standins.url}/stripe"}, max_network_retries=0
    )
