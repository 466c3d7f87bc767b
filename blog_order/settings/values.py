"""The only reader of the environment.

Every process (web, worker, scheduler, supervisor, command line) calls :func:`get_settings`. All values are
typed and checked together once; :class:`SettingsError` lists every problem, each with what to do about it.

What is not configured is embedded: PostgreSQL, Redis and the stand-ins for Stripe, SendGrid and OpenAI run on
loopback, and their ports and passwords are read from ``DATA_DIR/services.json``, written by the supervisor.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import Field, ValidationError, computed_field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from blog_order.settings.prices import DEFAULT_PRICES, Prices, cost_of, read_prices
from blog_order.settings.problems import DEFAULT_MAIL_FROM, find_problems
from blog_order.settings.services import EmbeddedServices

__all__ = ["EmbeddedServices", "Settings", "SettingsError", "get_settings", "load_settings"]

PROJECT_ROOT = Path(__file__).resolve().parents[2]

ENV_FILE = os.environ.get("ENV_FILE", str(PROJECT_ROOT / ".env"))
"""Read after the environment itself, which wins; the tests name another so that a developer's does not reach them."""

REDIS_JOBS, REDIS_STATE, REDIS_LIVE = 0, 1, 2
"""Redis database numbers: Dramatiq's messages, Reflex's page state, live messages and drafts."""

STAND_IN_KEY = "stand-in"

Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class SettingsError(Exception):
    """The environment is not usable. ``problems`` holds one sentence for each mistake."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("Settings need attention:\n" + "\n".join(f"  - {p}" for p in problems))


class Settings(BaseSettings):
    """Typed settings; the name of each field in upper case is its environment variable (see .env.example)."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    app_env: Literal["development", "test", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str = ""
    data_dir: Path = Path(".data")
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    database_url: str = ""
    redis_url: str = ""
    redis_host: str = ""
    redis_port: int = Field(default=6379, ge=1, le=65535)
    redis_password: str = ""

    stripe_secret_key: str = ""
    stripe_webhook_secret: str = ""
    stripe_api_base: str = ""
    sendgrid_api_key: str = ""
    sendgrid_api_base: str = ""
    sendgrid_webhook_public_key: str = ""
    mail_from: str = DEFAULT_MAIL_FROM
    admin_alert_email: str = "admin@blog-order.example"
    openai_api_key: str = ""
    openai_base_url: str = ""
    openai_model: str = "gpt-5-mini"
    openai_fallback_model: str = ""
    openai_judge_model: str = ""
    openai_prices: Annotated[Prices, NoDecode] = read_prices(DEFAULT_PRICES)
    session_secret: str = ""
    currency: str = Field(default="usd", pattern=r"^[a-z]{3}$")

    web_processes: Count = 2
    writer_processes: Count = 2
    writer_threads: Count = 50
    priority_processes: Count = 1
    priority_threads: Count = 8
    web_db_pool: Count = 8
    worker_db_pool: Count = 16
    web_request_threads: Count = 16

    checkout_expires_minutes: int = Field(default=30, ge=30, le=1440)
    stripe_timeout_seconds: Seconds = 15
    sendgrid_timeout_seconds: Seconds = 15
    openai_timeout_seconds: Seconds = 60

    job_max_attempts: Count = 3
    job_backoff_seconds: Seconds = 2.0
    job_lease_seconds: Seconds = 4
    job_time_limit_seconds: Seconds = 600
    shutdown_grace_seconds: Annotated[float, Field(ge=0)] = 8
    sweep_interval_seconds: Seconds = 1.0
    reconcile_interval_seconds: Seconds = 300
    reconcile_after_seconds: Seconds = 600
    resend_after_seconds: Seconds = 60
    draft_ttl_seconds: Count = 3600
    completed_jobs_kept: Annotated[int, Field(ge=0)] = 100
    completed_jobs_kept_hours: Annotated[float, Field(ge=0)] = 24
    failed_jobs_kept: Annotated[int, Field(ge=0)] = 500
    failed_jobs_kept_hours: Annotated[float, Field(ge=0)] = 168
    metrics_token: str = ""
    page_refresh_seconds: Seconds = 60
    submit_undo_seconds: Annotated[float, Field(ge=0)] = 60
    decision_undo_seconds: Annotated[float, Field(ge=0)] = 30
    session_hours: Count = 12
    page_check_url: str = ""

    allow_private_targets: bool = False
    trusted_proxies: Annotated[list[str], NoDecode] = []
    checkout_rate_per_minute: Count = 20

    demo_writer_words_per_second: Seconds = 60

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("openai_prices", mode="before")
    @classmethod
    def _price_list(cls, value: object) -> object:
        return read_prices(value) if isinstance(value, str) else value

    @field_validator("data_dir")
    @classmethod
    def _absolute_data_dir(cls, value: Path) -> Path:
        value = value.expanduser()
        return value if value.is_absolute() else PROJECT_ROOT / value

    @field_validator("public_url", "page_check_url")
    @classmethod
    def _plain_origin(cls, value: str) -> str:
        value = value.rstrip("/")
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
            raise ValueError("must look like https://orders.example.com, without a path")
        return value

    @computed_field  # type: ignore[prop-decorator]
    @property
    def origin(self) -> str:
        """Scheme, host and port that browsers use, without a trailing slash: PUBLIC_URL or localhost:PORT."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def page_check_origin(self) -> str:
        """Where a worker looks at a page it has published: PAGE_CHECK_URL, or the public address itself."""
        return self.page_check_url or self.origin

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

    # --- which services are embedded -------------------------------------------------------------------------

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

    # --- addresses and keys as the rest of the code uses them --------------------------------------------------

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

    def cost_of(self, model: str, input_tokens: int, output_tokens: int) -> int | None:
        """What an answer of a model cost, in millionths of a US dollar; None without a price for the model."""
        return cost_of(self.openai_prices, model, input_tokens, output_tokens)

    @property
    def signing_secret(self) -> str:
        """Secret behind sessions and CSRF tokens; made once for the embedded set-up."""
        return self.session_secret or self._embedded("SESSION_SECRET").session_secret


def load_settings() -> Settings:
    """Read and check the environment afresh.

    Raises:
        SettingsError: with every problem found, when the environment is not usable.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError([_sentence(detail) for detail in error.errors()]) from None
    if problems := find_problems(settings):
        raise SettingsError(problems)
    return settings


def _sentence(detail: object) -> str:
    assert isinstance(detail, dict)
    name = ".".join(str(part) for part in detail["loc"]).upper()
    return f"{name}: {str(detail['msg']).removeprefix('Value error, ')}"


@functools.cache
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()
