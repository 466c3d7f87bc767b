"""The key pair that signs the SendGrid stand-in's event webhook."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def key_path(data_dir: Path) -> Path:
    """Where the private key is kept."""
    return data_dir / "standins" / "sendgrid_key.pem"


def make_sendgrid_keys(data_dir: Path) -> str:
    """The public key for ``sendgrid_webhook_public_key``; makes the pair (P-256, private part 0600) when missing.

    Returns:
        Base64 of the DER public key on one line, as SendGrid shows it and ``EventWebhook`` accepts it.

    Raises:
        OSError: when the data directory cannot be written.
        ValueError: when the stored key is damaged.
    """
    path = key_path(data_dir)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(pem)
        draft.replace(path)  # in one step: another process never reads half a key
    der = (
        load_private_key(data_dir)
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return base64.b64encode(der).decode()


def load_private_key(data_dir: Path) -> ec.EllipticCurvePrivateKey:
    """The private key.

    Raises:
        FileNotFoundError: before :func:`make_sendgrid_keys`.
        ValueError: when the file holds something else.
    """
    key = serialization.load_pem_private_key(key_path(data_dir).read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{key_path(data_dir)} does not hold an elliptic-curve key")
    return key


def sign(key: ec.EllipticCurvePrivateKey, timestamp: str, payload: str) -> str:
    """SendGrid's signature: Base64 of ECDSA with SHA-256 over timestamp and payload."""
    return base64.b64encode(key.sign((timestamp + payload).encode(), ec.ECDSA(hashes.SHA256()))).decode()
