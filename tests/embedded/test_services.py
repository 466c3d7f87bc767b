"""services.json: made once, private, and its ports repaired."""

from __future__ import annotations

import socket
import stat
from pathlib import Path

import pytest

from blog_order.embedded import paths
from blog_order.embedded.services import PORTS, ensure_services
from blog_order.settings import EmbeddedServices, Settings, SettingsError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url="", redis_url="")


def test_it_is_made_once_and_private(settings: Settings) -> None:
    made = ensure_services(settings)
    file = EmbeddedServices.path(settings.data_dir)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert made.stripe_webhook_secret.startswith("whsec_")
    assert len({getattr(made, name) for name in PORTS}) == 3
    assert settings.embedded == made
    assert ensure_services(settings) == made


def test_two_folders_share_no_secret(tmp_path: Path) -> None:
    one, other = (ensure_services(Settings(data_dir=tmp_path / name)).model_dump() for name in ("one", "other"))
    assert all(one[name] != other[name] for name in one)


def test_a_port_that_somebody_took_is_replaced_and_nothing_else(settings: Settings) -> None:
    made = ensure_services(settings)
    with socket.socket() as other:
        other.bind(("127.0.0.1", made.redis_port))
        other.listen()
        repaired = ensure_services(settings)
    assert repaired.redis_port != made.redis_port
    assert repaired.model_copy(update={"redis_port": made.redis_port}) == made
    assert settings.embedded == repaired


def test_a_damaged_file_is_named(settings: Settings) -> None:
    paths.prepare(settings.data_dir)
    EmbeddedServices.path(settings.data_dir).write_text("{")
    with pytest.raises(SettingsError, match=r"services\.json is damaged"):
        ensure_services(settings)


def test_the_control_socket_is_short_however_deep_the_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    paths.prepare(deep)
    assert len(str(paths.control_socket(deep))) < 100
    assert paths.control_socket(deep) == paths.control_socket(deep)
