"""The environment of the tests: a data folder and a port of their own, nothing from the developer's shell or .env."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

os.environ["ENV_FILE"] = os.devnull  # read when the settings are imported

from blog_order.settings import Settings
from tests.support.ports import free_port

TEST_ROOT = Path(tempfile.mkdtemp(prefix="blog-order-tests-"))
"""The parent of every data folder of this process's tests."""

ENVIRONMENT = {
    "APP_ENV": "test",
    "DATA_DIR": str(TEST_ROOT / "services"),
    "PORT": str(free_port()),
    "LOG_LEVEL": "info",
    "DEMO_WRITER_WORDS_PER_SECOND": "30000",
    "CHECKOUT_RATE_PER_MINUTE": "10000",
    "JOB_BACKOFF_SECONDS": "2",
    "JOB_LEASE_SECONDS": "10",  # a worker that gets no processor for a while has not lost its job
}
for _name in Settings.model_fields:
    os.environ.pop(_name.upper(), None)
os.environ.update(ENVIRONMENT)


def remove_data() -> None:
    """Remove the data of the tests, unless KEEP_TEST_DATA asks to keep it."""
    if not os.environ.get("KEEP_TEST_DATA"):
        shutil.rmtree(TEST_ROOT, ignore_errors=True)
