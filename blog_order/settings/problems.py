"""What forbids starting, beyond the type of each setting: what belongs together, and what production must not be."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from blog_order.settings.variables import DEFAULT_MAIL_FROM, Variables


class SettingsError(Exception):
    """The environment is not usable. ``problems`` holds one sentence for each mistake."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("Settings need attention:\n" + "\n".join(f"  - {p}" for p in problems))


def find_problems(settings: Variables) -> list[str]:
    """What forbids starting with these settings, a sentence each; empty when all is well."""
    found: list[str] = []
    if settings.stripe_secret_key and not settings.stripe_webhook_secret:
        found.append("STRIPE_WEBHOOK_SECRET is missing: copy the signing secret of your webhook endpoint at Stripe")
    for name in ("stripe_api_base", "sendgrid_api_base", "openai_base_url"):
        value = getattr(settings, name)
        if value and urlsplit(value).scheme not in ("http", "https"):
            found.append(f"{name.upper()} must be an http or https address")
    if settings.database_url and not settings.database_url.startswith(
        ("postgres://", "postgresql://", "postgresql+psycopg://")
    ):
        found.append("DATABASE_URL must be a PostgreSQL address (postgresql://user:password@host/database)")
    if settings.redis_url and not settings.redis_url.startswith(("redis://", "rediss://")):
        found.append("REDIS_URL must begin with redis:// or rediss://")
    if settings.metrics_token and len(settings.metrics_token) < 16:
        found.append("METRICS_TOKEN must have at least 16 characters (openssl rand -hex 32)")
    if settings.app_env == "production":
        found += _production_problems(settings)
    return found


def _production_problems(settings: Variables) -> list[str]:
    keys = {
        "STRIPE_SECRET_KEY": settings.stripe_secret_key,
        "SENDGRID_API_KEY": settings.sendgrid_api_key,
        "OPENAI_API_KEY": settings.openai_api_key,
    }
    found = [f"{name} is missing: production never runs on a stand-in" for name, value in keys.items() if not value]
    for name in ("stripe_api_base", "sendgrid_api_base", "openai_base_url"):
        if _is_loopback(getattr(settings, name)):
            found.append(f"{name.upper()} points at this machine: production never runs on a stand-in")
    if len(settings.session_secret) < 32:
        found.append("SESSION_SECRET must be set to at least 32 random characters (openssl rand -hex 32)")
    if settings.mail_from == DEFAULT_MAIL_FROM:
        found.append("MAIL_FROM is still the example address: set a sender that SendGrid has verified")
    if settings.admin_alert_email.endswith(".example"):
        found.append("ADMIN_ALERT_EMAIL is still the example address: set one that somebody reads")
    if not settings.public_url.startswith("https://"):
        found.append("PUBLIC_URL must be the https:// address that customers use")
    return found


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
