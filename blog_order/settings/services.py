"""Where PostgreSQL, Redis, Stripe, SendGrid and OpenAI are reached, and with which keys: configured or embedded.

What is not configured is embedded: PostgreSQL, Redis and the stand-ins run on loopback, and their ports and passwords
are read from ``DATA_DIR/services.json``, written by the supervisor.
"""

from __future__ import annotations

import functools
from urllib.parse import quote, urlsplit

from pydantic import ValidationError

from blog_order.settings.embedded import EmbeddedServices
from blog_order.settings.problems import SettingsError
from blog_order.settings.variables import Variables

REDIS_JOBS, REDIS_STATE, REDIS_LIVE = 0, 1, 2
"""Redis database numbers: Dramatiq's messages, Reflex's page state, live messages and drafts."""

STAND_IN_KEY = "stand-in"


class Settings(Variables):
    """Typed settings: the environment variables, and what follows from them for each service."""

    @functools.cached_property
    def embedded(self) -> EmbeddedServices | None:
        """The embedded services' addresses, or None before the supervisor has written them."""
        try:
            return EmbeddedServices.model_validate_json(EmbeddedServices.path(self.data_dir).read_text())
        except FileNotFoundError:
            return None
        except (ValidationError, ValueError, OSError) as error:
            raise SettingsError(
                [f"{EmbeddedServices.path(self.data_dir)} is damaged ({type(error).__name__}): restore or remove it"]
            ) from error

    def _embedded(self, wanted: str) -> EmbeddedServices:
        if self.embedded is None:
            raise SettingsError(
                [f"{wanted} is not set and the embedded services have not been set up: type `make run` first"]
            )
        return self.embedded

    @property
    def embeds_postgres(self) -> bool:
        """True when no DATABASE_URL is set."""
        return not self.database_url

    @property
    def embeds_redis(self) -> bool:
        """True when neither REDIS_URL nor REDIS_HOST is set."""
        return not (self.redis_url or self.redis_host)

    @property
    def stripe_is_stand_in(self) -> bool:
        """True when payments go to the embedded stand-in."""
        return not self.stripe_secret_key

    @property
    def sendgrid_is_stand_in(self) -> bool:
        """True when mail goes to the embedded mailbox."""
        return not self.sendgrid_api_key

    @property
    def openai_is_stand_in(self) -> bool:
        """True when the demonstration writer writes the articles."""
        return not self.openai_api_key

    @property
    def sqlalchemy_url(self) -> str:
        """The database for SQLAlchemy with psycopg 3."""
        url = self.database_url
        if not url:
            own = self._embedded("DATABASE_URL")
            password = quote(own.postgres_password, safe="")
            url = f"postgresql://blog_order:{password}@127.0.0.1:{own.postgres_port}/blog_order"
        for prefix in ("postgres://", "postgresql://"):
            if url.startswith(prefix):
                return "postgresql+psycopg://" + url.removeprefix(prefix)
        return url

    def redis_database_url(self, number: int) -> str:
        """Redis address of one of the databases ``REDIS_JOBS``, ``REDIS_STATE``, ``REDIS_LIVE``."""
        if self.redis_url:
            return urlsplit(self.redis_url)._replace(path=f"/{number}").geturl()
        if self.redis_host:
            host, port, password = self.redis_host, self.redis_port, self.redis_password
        else:
            own = self._embedded("REDIS_URL")
            host, port, password = "127.0.0.1", own.redis_port, own.redis_password
        credentials = f":{quote(password, safe='')}@" if password else ""
        return f"redis://{credentials}{host}:{port}/{number}"

    @property
    def stripe(self) -> tuple[str, str, str]:
        """(secret key, webhook secret, API base)."""
        if self.stripe_is_stand_in:
            own = self._embedded("STRIPE_SECRET_KEY")
            return f"sk_test_{STAND_IN_KEY}", own.stripe_webhook_secret, f"{own.standins_url}/stripe"
        return self.stripe_secret_key, self.stripe_webhook_secret, self.stripe_api_base or "https://api.stripe.com"

    @property
    def sendgrid(self) -> tuple[str, str]:
        """(API key, API base)."""
        if self.sendgrid_is_stand_in:
            return STAND_IN_KEY, f"{self._embedded('SENDGRID_API_KEY').standins_url}/sendgrid"
        return self.sendgrid_api_key, self.sendgrid_api_base or "https://api.sendgrid.com"

    @property
    def sendgrid_public_key(self) -> str:
        """Verifies SendGrid's events; empty when they are not set up."""
        if self.sendgrid_is_stand_in:
            return self._embedded("SENDGRID_WEBHOOK_PUBLIC_KEY").sendgrid_webhook_public_key
        return self.sendgrid_webhook_public_key

    @property
    def openai(self) -> tuple[str, str]:
        """(API key, base URL ending in /v1)."""
        if self.openai_is_stand_in:
            return STAND_IN_KEY, f"{self._embedded('OPENAI_API_KEY').standins_url}/openai/v1"
        return self.openai_api_key, self.openai_base_url or "https://api.openai.com/v1"

    @property
    def signing_secret(self) -> str:
        """Secret behind sessions and CSRF tokens; made once for the embedded set-up."""
        return self.session_secret or self._embedded("SESSION_SECRET").session_secret
