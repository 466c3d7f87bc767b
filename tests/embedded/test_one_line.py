"""What a person can get wrong is answered with one line that says what to do, never with a traceback."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from blog_order.embedded import capacity
from blog_order.embedded.errors import StackError
from blog_order.settings import Settings
from tests.support.launcher import Launcher


def test_a_port_in_use(launcher: Launcher) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", launcher.port))
        other.listen()
        done = launcher.command("run")
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert f"Port {launcher.port} is in use" in done.stderr
    assert f"PORT={launcher.port + 1}" in done.stderr
    assert launcher.left() == []


def test_wrong_settings_are_listed_together(launcher: Launcher) -> None:
    done = launcher.command("run", PORT="nonsense", CURRENCY="dollars", PUBLIC_URL="blog.example/path")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for name in ("PORT", "CURRENCY", "PUBLIC_URL"):
        assert f"  - {name}: " in done.stderr


def test_production_refuses_stand_ins_by_name(launcher: Launcher) -> None:
    done = launcher.command("run", APP_ENV="production")
    assert done.returncode == 1
    assert "STRIPE_SECRET_KEY is missing" in done.stderr
    assert "SESSION_SECRET" in done.stderr
    assert launcher.left() == []


def test_an_address_that_is_not_this_machine(launcher: Launcher) -> None:
    done = launcher.command("run", HOST="203.0.113.7")
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0


def test_nothing_runs(launcher: Launcher) -> None:
    assert launcher.command("status").stdout.strip() == "Nothing runs here. `make run` starts everything."
    assert launcher.command("stop").stdout.strip() == "Nothing was running."


def test_a_database_that_does_not_answer(launcher: Launcher) -> None:
    done = launcher.command("services", DATABASE_URL="postgresql://nobody:nothing@127.0.0.1:1/none")
    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL does not answer")
    assert launcher.left() == []


def test_pools_larger_than_the_database(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, web_processes=30, web_db_pool=8, database_url="", redis_url="")
    with pytest.raises(StackError, match="pools add up to"):
        capacity.check(settings)
    capacity.check(Settings(data_dir=tmp_path, database_url="", redis_url=""))
