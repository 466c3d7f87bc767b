"""Signs bodies as Stripe and SendGrid sign them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from blog_order.settings import get_settings


def sign_as_stripe(body: bytes, *, secret: str = "", age_seconds: int = 0) -> dict[str, str]:
    """The header that Stripe sends with this body."""
    at = int(time.time()) - age_seconds
    key = (secret or get_settings().stripe[1]).encode()
    signature = hmac.new(key, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"stripe-signature": f"t={at},v1={signature}"}


def sign_as_sendgrid(body: bytes, *, age_seconds: int = 0) -> dict[str, str]:
    """The headers that SendGrid sends with this body (ECDSA over time and body)."""
    at = str(int(time.time()) - age_seconds)
    pem = (get_settings().data_dir / "standins" / "sendgrid_key.pem").read_bytes()
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    signed = base64.b64encode(key.sign(at.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
    return {"x-twilio-email-event-webhook-signature": signed, "x-twilio-email-event-webhook-timestamp": at}
