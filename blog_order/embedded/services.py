"""Chooses where the embedded services listen and their secrets: DATA_DIR/services.json, made once.

Every other process only reads it, through :class:`blog_order.settings.Settings`. Passwords and secrets never change
again; a port does when another program has taken it in the meantime, before anything of ours starts.
"""

from __future__ import annotations

import importlib
import secrets
from collections.abc import Callable
from pathlib import Path

from blog_order.embedded import paths, ports
from blog_order.settings import EmbeddedServices, Settings

PORTS = ("postgres_port", "redis_port", "standins_port")


def ensure_services(settings: Settings) -> EmbeddedServices:
    """Make services.json, or repair its ports. Call it only while none of the services runs.

    Raises:
        SettingsError: when the file is there and damaged.
    """
    paths.prepare(settings.data_dir)
    forget_services(settings)
    found = settings.embedded
    services = _with_free_ports(found) if found else _new_services(settings.data_dir)
    if services != found:
        paths.write_private(EmbeddedServices.path(settings.data_dir), services.model_dump_json(indent=2) + "\n")
        forget_services(settings)
    return services


def forget_services(settings: Settings) -> None:
    """Let ``settings`` read services.json again at the next use."""
    settings.__dict__.pop("embedded", None)


def _new_services(data_dir: Path) -> EmbeddedServices:
    postgres_port, redis_port, standins_port = ports.free_ports(len(PORTS))
    return EmbeddedServices(
        postgres_port=postgres_port,
        postgres_password=secrets.token_urlsafe(24),
        redis_port=redis_port,
        redis_password=secrets.token_urlsafe(24),
        standins_port=standins_port,
        stripe_webhook_secret=f"whsec_{secrets.token_urlsafe(24)}",
        sendgrid_webhook_public_key=_sendgrid_public_key(data_dir),
        session_secret=secrets.token_urlsafe(48),
    )


def _with_free_ports(services: EmbeddedServices) -> EmbeddedServices:
    taken = [name for name in PORTS if not ports.is_free(getattr(services, name))]
    return services.model_copy(update=dict(zip(taken, ports.free_ports(len(taken)), strict=True)))


def _sendgrid_public_key(data_dir: Path) -> str:
    keys = importlib.import_module("blog_order.standins.keys")
    make: Callable[[Path], str] = keys.make_sendgrid_keys
    return make(data_dir)
