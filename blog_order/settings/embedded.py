"""Where the embedded services listen, as the supervisor wrote it down for every other process."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel


class EmbeddedServices(BaseModel):
    """Where the embedded services listen: the content of ``DATA_DIR/services.json`` (mode 0600).

    The supervisor chooses it before it starts anything; every other process only reads it.
    """

    postgres_port: int
    postgres_password: str
    redis_port: int
    redis_password: str
    standins_port: int
    stripe_webhook_secret: str
    sendgrid_webhook_public_key: str
    session_secret: str

    @staticmethod
    def path(data_dir: Path) -> Path:
        """The file for a given DATA_DIR."""
        return data_dir / "services.json"

    @property
    def standins_url(self) -> str:
        """Base address of the stand-ins process (and of the mailbox page, at /mailbox)."""
        return f"http://127.0.0.1:{self.standins_port}"
