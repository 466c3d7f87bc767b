"""The payment page that stands in for Stripe Checkout. It says loudly that no money moves."""

from __future__ import annotations

import time
from decimal import Decimal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from . import stripe_life as life
from .context import TEMPLATES, Context
from .stripe_objects import Object
from .stripe_wire import StripeProblem

WITHOUT_CENTS = {
    "bif",
    "clp",
    "djf",
    "gnf",
    "jpy",
    "kmf",
    "krw",
    "mga",
    "pyg",
    "rwf",
    "ugx",
    "vnd",
    "xaf",
    "xof",
    "xpf",
}
SIGNS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; "
    "base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


def money(amount: int, currency: str) -> str:
    """An amount of minor units for people: ``$120.00``, ``CHF 15.50``, ``¥900``."""
    value = f"{amount:,}" if currency in WITHOUT_CENTS else f"{Decimal(amount) / 100:,.2f}"
    return f"{SIGNS[currency]}{value}" if currency in SIGNS else f"{currency.upper()} {value}"


def return_address(session: Object) -> str:
    """Where the customer goes after payment."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def remaining(seconds: float) -> str:
    """A duration for people: "24 hours", "29 minutes"."""
    minutes = max(1, round(seconds / 60))
    count, unit = (round(minutes / 60), "hour") if minutes >= 90 else (minutes, "minute")
    return f"{count} {unit}{'s' if count > 1 else ''}"


def routes(context: Context) -> APIRouter:
    """The page and its buttons."""
    router = APIRouter(prefix="/stripe/pay")

    def show(session: Object, message: str = "") -> Response:
        payment = context.store.get("payment_intent", session["payment_intent"] or "")
        html = TEMPLATES.get_template("pay.html").render(
            session=session,
            total=money(session["amount_total"], session["currency"]),
            lines=[
                {"name": i["description"], "details": i["_details"], "quantity": i["quantity"],
                 "amount": money(i["amount_total"], i["currency"])}
                for i in session["line_items"]
            ],
            message=message,
            transfer=payment["status"] if payment and session["payment_status"] != "paid" else "",
            return_address=return_address(session),
            remaining=remaining(session["expires_at"] - time.time()),
        )  # fmt: skip
        return HTMLResponse(html, headers=HEADERS)

    def absent() -> Response:
        return HTMLResponse(TEMPLATES.get_template("absent.html").render(), 404, headers=HEADERS)

    @router.get("/{id}")
    async def page(id: str) -> Response:
        try:
            return show(life.session_of(context, id))
        except StripeProblem:
            return absent()

    @router.post("/{id}/{action}")
    async def press(id: str, action: str, request: Request) -> Response:
        try:
            session = life.session_of(context, id)
            if action in ("arrived", "failed"):
                life.settle(context, session, succeeded=action == "arrived")
                return RedirectResponse(f"/stripe/pay/{id}", 303)
            if session["status"] != "open":
                return RedirectResponse(f"/stripe/pay/{id}", 303)
            if action == "pay":
                life.pay(context, session)
                return RedirectResponse(return_address(session), 303)
            if action == "later":
                life.pay_later(context, session)
                return RedirectResponse(f"/stripe/pay/{id}", 303)
            if action == "decline":
                return show(
                    session, "Your card was declined. Nothing was charged; try again or choose another way to pay."
                )
            return absent()
        except StripeProblem as problem:
            return show(session, str(problem)) if problem.status != 404 else absent()

    return router
