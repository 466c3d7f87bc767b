"""The HTTP client of the tests, for the stand-ins and the product alike."""

from __future__ import annotations

import httpx

from tests.support.waiting import PATIENCE_SECONDS

HTTP = httpx.Client(verify=False, trust_env=False, timeout=PATIENCE_SECONDS)
"""One client for all calls: making one costs 50 ms of reading certificates."""
