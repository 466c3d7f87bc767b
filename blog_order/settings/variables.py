"""Every environment variable that is read, by subject, with its type and default; ``.env.example`` explains each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, computed_field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from blog_order.settings.prices import DEFAULT_PRICES, Prices, cost_of, read_prices

PROJECT_ROOT = Path(__file__).resolve().parents[2]

ENV_FILE = os.environ.get("ENV_FILE", str(PROJECT_ROOT / ".env"))
"""Read after the environment itself, which wins; the tests name another so that a developer's does not reach them."""

DEFAULT_MAIL_FROM = "Blog Order <orders@blog-order.example>"

Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class Variables(BaseSettings):
    """The variables: SHUTDOWN_GRACE_SECONDS is the field ``shutdown_grace_seconds``."""

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

    def cost_of(self, model: str, input_tokens: int, output_tokens: int) -> int | None:
        """What an answer of a model cost, in millionths of a US dollar; None without a price for the model."""
        return cost_of(self.openai_prices, model, input_tokens, output_tokens)
