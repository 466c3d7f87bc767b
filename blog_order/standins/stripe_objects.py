"""Stripe's objects as JSON: Checkout Sessions with their validation, payments, charges, refunds, disputes."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urlsplit

from .stripe_wire import Params, StripeProblem, integer, missing, new_id

Object = dict[str, Any]
_CURRENCY_CODES = """
usd aed all amd ang aud awg azn bam bbd bdt bgn bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop crc cve
czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jpy kes kgs
khr kmf krw kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd
pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd szl thb tjs top try ttd twd tzs
uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw
"""
CURRENCIES = frozenset(_CURRENCY_CODES.split())
_SESSION_PARAM_NAMES = """
adaptive_pricing after_expiration allow_promotion_codes automatic_tax billing_address_collection branding_settings
cancel_url client_reference_id consent_collection currency custom_fields custom_text customer customer_creation
customer_email customer_update discounts expand expires_at integration_identifier invoice_creation line_items locale
managed_payments metadata mode name_collection optional_items origin_context payment_intent_data
payment_method_collection payment_method_configuration payment_method_data payment_method_options
payment_method_types permissions phone_number_collection redirect_on_completion return_url
saved_payment_method_options setup_intent_data shipping_address_collection shipping_options submit_type
subscription_data success_url tax_id_collection ui_mode wallet_options excluded_payment_method_types
"""
_SESSION_PARAMS = frozenset(_SESSION_PARAM_NAMES.split())
HALF_HOUR_SECONDS, DAY_SECONDS = 30 * 60, 24 * 60 * 60
SMALLEST_AMOUNT = 50
"""Least total in minor units; free orders (0) are allowed."""


def new_session(params: Params, base_url: str) -> Object:
    """A validated, open Checkout Session. ``base_url`` is where the payment pages are.

    Raises:
        StripeProblem: in Stripe's words, for what Stripe would not accept either.
    """
    unknown = sorted(set(params) - _SESSION_PARAMS)
    if unknown:
        raise StripeProblem(f"Received unknown parameter: {unknown[0]}", code="parameter_unknown", param=unknown[0])
    mode = params.get("mode", "payment")
    if mode != "payment":
        raise StripeProblem(f"Invalid mode: {mode}: this stand-in knows `payment` only.", param="mode")
    success_url = params.get("success_url") or ""
    if not success_url:
        raise missing("success_url")
    for name in ("success_url", "cancel_url"):
        if params.get(name) and not is_web_address(params[name]):
            raise StripeProblem("Not a valid URL", code="url_invalid", param=name)
    email = params.get("customer_email")
    if email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        raise StripeProblem(f"Invalid email address: {email}", code="email_invalid", param="customer_email")
    items, currency, total = _line_items(params.get("line_items"))
    now = int(time.time())
    session_id = new_id("cs_test_")
    return {
        "id": session_id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": params.get("billing_address_collection"),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": _short(params.get("client_reference_id"), 200, "client_reference_id"),
        "client_secret": None,
        "consent": None,
        "consent_collection": None,
        "created": now,
        "currency": currency,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None, "shipping_address": None, "submit": None, "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_creation": params.get("customer_creation", "if_required"),
        "customer_details": {"email": email, "name": None, "address": None, "phone": None, "tax_exempt": "none",
                             "tax_ids": None} if email else None,
        "customer_email": email,
        "discounts": [],
        "expires_at": _expires_at(params, now),
        "invoice": None,
        "invoice_creation": {"enabled": False, "invoice_data": {"metadata": {}}},
        "line_items": items,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": metadata(params),
        "mode": "payment",
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_options": {},
        "payment_method_types": params.get("payment_method_types") or ["card"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": success_url,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": params.get("ui_mode", "hosted_page"),
        "url": f"{base_url}/stripe/pay/{session_id}",
        "_payment_metadata": metadata(params.get("payment_intent_data") or {}, "payment_intent_data[metadata]"),
        "_description": (params.get("payment_intent_data") or {}).get("description"),
    }  # fmt: skip


def is_web_address(text: str) -> bool:
    """True for an absolute http or https address."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def metadata(params: Params, name: str = "metadata") -> dict[str, str]:
    """Metadata of a call, within Stripe's limits: 50 keys of 40 characters, values of 500."""
    given = params.get("metadata") or {}
    if not isinstance(given, dict):
        raise StripeProblem("Invalid object", param=name)
    if len(given) > 50:
        raise StripeProblem(f"Metadata can have up to 50 keys, but you passed in {len(given)} keys.", param=name)
    for key, value in given.items():
        if len(key) > 40:
            raise StripeProblem(f"Metadata keys can have up to 40 characters: {key}", param=name)
        if len(str(value)) > 500:
            raise StripeProblem(
                f"Metadata values can have up to 500 characters, but you passed in a value that is {len(str(value))} "
                f"characters. Invalid value: {str(value)[:100]}",
                param=f"{name}[{key}]",
            )
    return {key: str(value) for key, value in given.items() if value != ""}


def _short(value: str | None, limit: int, name: str) -> str | None:
    if value is not None and len(value) > limit:
        raise StripeProblem(f"Invalid string: must be at most {limit} characters", param=name)
    return value


def _expires_at(params: Params, now: int) -> int:
    expires_at = integer(params, "expires_at", default=now + DAY_SECONDS)
    assert expires_at is not None
    if expires_at < now + HALF_HOUR_SECONDS:
        raise StripeProblem(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", param="expires_at"
        )
    if expires_at > now + DAY_SECONDS:
        raise StripeProblem(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", param="expires_at"
        )
    return expires_at


def _line_items(given: Any) -> tuple[list[Object], str, int]:
    if not isinstance(given, list) or not given:
        raise missing("line_items")
    items: list[Object] = []
    currencies = set()
    for index, line in enumerate(given):
        name = f"line_items[{index}]"
        price = line.get("price_data") if isinstance(line, dict) else None
        if not isinstance(price, dict):
            raise missing(f"{name}[price_data]")
        currency = str(price.get("currency", "")).lower()
        if not currency:
            raise missing(f"{name}[price_data][currency]")
        if currency not in CURRENCIES:
            raise StripeProblem(
                f"Invalid currency: {currency}. Stripe currently supports these currencies: "
                f"{', '.join(sorted(CURRENCIES))}",
                param=f"{name}[price_data][currency]",
            )
        amount = integer(price, "unit_amount", full_name=f"{name}[price_data][unit_amount]")
        if amount is None:
            raise missing(f"{name}[price_data][unit_amount]")
        quantity = integer(line, "quantity", full_name=f"{name}[quantity]")
        if quantity is None:
            raise missing(f"{name}[quantity]")
        if amount < 0 or quantity < 1:
            wrong = "price_data][unit_amount" if amount < 0 else "quantity"
            raise StripeProblem(
                "Invalid non-negative integer", code="parameter_invalid_integer", param=f"{name}[{wrong}]"
            )
        product = price.get("product_data") or {}
        if not price.get("product") and not product.get("name"):
            raise missing(f"{name}[price_data][product_data][name]")
        currencies.add(currency)
        items.append(_line_item(product, currency, amount, quantity))
    if len(currencies) > 1:
        raise StripeProblem("All line items must have the same currency.", param="line_items")
    total = sum(item["amount_total"] for item in items)
    if 0 < total < SMALLEST_AMOUNT:
        raise StripeProblem(
            f"The Checkout Session's total amount due must add up to at least $0.50 {currencies.copy().pop()}",
            code="amount_too_small",
        )
    return items, currencies.pop(), total


def _line_item(product: Params, currency: str, amount: int, quantity: int) -> Object:
    price = {
        "id": new_id("price_"), "object": "price", "active": False, "billing_scheme": "per_unit",
        "created": int(time.time()), "currency": currency, "livemode": False, "lookup_key": None, "metadata": {},
        "nickname": None, "product": new_id("prod_"), "recurring": None, "tax_behavior": "unspecified",
        "type": "one_time", "unit_amount": amount, "unit_amount_decimal": str(amount),
    }  # fmt: skip
    return {
        "id": new_id("li_"), "object": "item", "amount_discount": 0, "amount_subtotal": amount * quantity,
        "amount_tax": 0, "amount_total": amount * quantity, "currency": currency,
        "description": product.get("name"), "price": price, "quantity": quantity,
        "_details": product.get("description"),
    }  # fmt: skip


def new_payment(session: Object, *, status: str) -> tuple[Object, Object | None]:
    """(payment intent, charge) of a session; a payment that is still processing has no charge."""
    now = int(time.time())
    payment: Object = {
        "id": new_id("pi_"), "object": "payment_intent", "amount": session["amount_total"], "amount_capturable": 0,
        "amount_received": session["amount_total"] if status == "succeeded" else 0, "application": None,
        "canceled_at": None, "cancellation_reason": None, "capture_method": "automatic_async", "client_secret": None,
        "confirmation_method": "automatic", "created": now, "currency": session["currency"], "customer": None,
        "description": session.get("_description"), "last_payment_error": None, "latest_charge": None,
        "livemode": False, "metadata": session.get("_payment_metadata", {}), "next_action": None,
        "payment_method": new_id("pm_"), "payment_method_types": session["payment_method_types"],
        "receipt_email": session["customer_email"], "status": status, "_session": session["id"],
    }  # fmt: skip
    charge = new_charge(payment, session) if status == "succeeded" else None
    if charge:
        payment["latest_charge"] = charge["id"]
    return payment, charge


def new_charge(payment: Object, session: Object) -> Object:
    """The charge of a payment that succeeded."""
    address = {"city": None, "country": None, "line1": None, "line2": None, "postal_code": None, "state": None}
    return {
        "id": new_id("ch_"), "object": "charge", "amount": payment["amount"], "amount_captured": payment["amount"],
        "amount_refunded": 0, "application": None, "balance_transaction": new_id("txn_"),
        "billing_details": {"address": address, "email": session["customer_email"], "name": None, "phone": None,
                            "tax_id": None},
        "captured": True, "created": int(time.time()), "currency": payment["currency"], "customer": None,
        "description": payment["description"], "disputed": False, "failure_code": None, "failure_message": None,
        "fraud_details": {}, "livemode": False, "metadata": payment["metadata"], "paid": True,
        "outcome": {"network_status": "approved_by_network", "type": "authorized", "risk_level": "normal",
                    "reason": None, "seller_message": "Payment complete."},
        "payment_intent": payment["id"], "payment_method": payment["payment_method"],
        "receipt_email": session["customer_email"], "refunded": False, "status": "succeeded",
    }  # fmt: skip


def new_refund(charge: Object, amount: int, params: Params, status: str) -> Object:
    """A refund of a charge; ``status`` is "succeeded" or "pending"."""
    return {
        "id": new_id("re_"), "object": "refund", "amount": amount, "balance_transaction": new_id("txn_"),
        "charge": charge["id"], "created": int(time.time()), "currency": charge["currency"],
        "destination_details": {"type": "card", "card": {"type": "pending" if status == "pending" else "refund"}},
        "metadata": metadata(params), "payment_intent": charge["payment_intent"], "reason": params.get("reason"),
        "receipt_number": None, "source_transfer_reversal": None, "status": status, "transfer_reversal": None,
    }  # fmt: skip


def new_dispute(charge: Object, reason: str) -> Object:
    """A dispute of a whole charge."""
    now = int(time.time())
    return {
        "id": new_id("du_"), "object": "dispute", "amount": charge["amount"], "balance_transactions": [],
        "charge": charge["id"], "created": now, "currency": charge["currency"], "enhanced_eligibility_types": [],
        "evidence": {}, "evidence_details": {"due_by": now + 7 * DAY_SECONDS, "has_evidence": False, "past_due": False,
                                             "submission_count": 0, "enhanced_eligibility": {}},
        "is_charge_refundable": False, "livemode": False, "metadata": {}, "payment_intent": charge["payment_intent"],
        "reason": reason, "status": "needs_response",
    }  # fmt: skip


def public(thing: Object, *, expand: tuple[str, ...] = ()) -> Object:
    """An object as the API shows it: without the stand-in's own fields, line items only when asked for."""
    shown = {key: value for key, value in thing.items() if not key.startswith("_")}
    if shown["object"] == "checkout.session":
        items = [public(item) for item in shown.pop("line_items")]
        if "line_items" in expand:
            url = f"/v1/checkout/sessions/{shown['id']}/line_items"
            shown["line_items"] = {"object": "list", "data": items, "has_more": False, "url": url}
    return shown
