"""`make run` with all its real processes: ready, restarted, interrupted, killed, started again."""

from __future__ import annotations

import os
import signal
import time
import urllib.request

import psycopg
import pytest
import redis

from blog_order.embedded.programs import ALL
from tests.support.launcher import Launcher

pytestmark = pytest.mark.timeout(420)


def _database(launcher: Launcher) -> psycopg.Connection[tuple[object, ...]]:
    own = launcher.services()
    return psycopg.connect(
        host="127.0.0.1", port=own.postgres_port, user="blog_order", dbname="blog_order", password=own.postgres_password
    )


def _redis(launcher: Launcher) -> redis.Redis:
    own = launcher.services()
    return redis.Redis(port=own.redis_port, password=own.redis_password)


def _healthy(launcher: Launcher) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{launcher.port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _wait(what: str, is_so: object, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


@pytest.mark.long
def test_what_dies_is_started_again_and_ctrl_c_leaves_nothing(launcher: Launcher) -> None:
    # Given a running stack with something in its database and in Redis
    launcher.run()
    assert set(launcher.states()) == set(ALL)
    assert _healthy(launcher)
    with _database(launcher) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('still here')")
    _redis(launcher).set("kept", "still here")

    # Then a second `make run` is refused with one line
    second = launcher.command("run")
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert "already running" in second.stderr

    # When a program's first process is killed, then another takes its place and the site answers again
    before = launcher.states()
    for name in ("web", "writers", "scheduler", "redis", "postgres"):
        os.kill(before[name].pid, signal.SIGKILL)
    _wait(
        "all programs up again",
        lambda: (
            all(state.is_up and state.state == "RUNNING" for state in launcher.states().values())
            and launcher.states()["postgres"].pid != before["postgres"].pid
            and launcher.states()["web"].pid != before["web"].pid
        ),
        seconds=90,
    )
    _wait("the site answers again", lambda: _healthy(launcher))

    # When it is interrupted, then it ends within ten seconds and nothing of it runs
    assert launcher.interrupt() < 10
    assert launcher.left() == []
    assert not _healthy(launcher)

    # When it is started again, then nothing is built, it is ready within 20 s, and the data is there
    assert launcher.run() < 20
    assert "bundling" not in launcher.text()
    with _database(launcher) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("still here",)
    assert _redis(launcher).get("kept") == b"still here"

    # When launcher and supervisor are killed, then the next start ends what they left and takes over
    assert launcher.process is not None
    supervisor = launcher.supervisor()
    launcher.process.kill()
    launcher.process.wait()
    supervisor.kill()
    _wait("the supervisor is gone", lambda: not supervisor.is_running() or supervisor.status() == "zombie")
    orphans = {each.pid for each in launcher.left()}
    assert orphans
    launcher.run()
    assert "an earlier run had left behind" in launcher.text()
    assert not orphans & {each.pid for each in launcher.left()}
    assert _healthy(launcher)

    # And `make stop` from another terminal ends it
    stopped = launcher.command("stop")
    assert stopped.stdout.strip() == "Stopped."
    assert launcher.process.wait(timeout=5) == 0
    assert launcher.left() == []


@pytest.mark.long
def test_services_in_the_background_are_taken_over(launcher: Launcher) -> None:
    # Given `make services`
    started = launcher.command("services")
    assert started.returncode == 0, started.stderr
    first = launcher.services()
    assert launcher.states()["postgres"].is_up
    assert not launcher.states()["writers"].is_up

    # Then calling it again changes nothing
    pid = launcher.states()["postgres"].pid
    assert launcher.command("services").returncode == 0
    assert launcher.states()["postgres"].pid == pid

    # And `make status` lists them, and `make stop` ends them
    assert "postgres   running" in launcher.command("status").stdout
    assert launcher.command("stop").returncode == 0
    assert launcher.left() == []

    # And with a lost services.json the next start makes a new one that the database accepts
    (launcher.data_dir / "services.json").unlink()
    assert launcher.command("services").returncode == 0
    assert launcher.services().postgres_password != first.postgres_password
    with _database(launcher) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
    launcher.command("stop")
