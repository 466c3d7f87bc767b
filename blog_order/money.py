"""Amounts are integer minor units with a currency; here they become words for people."""

from __future__ import annotations

from babel.numbers import format_currency, get_currency_precision


def format_money(amount: int, currency: str) -> str:
    """``14900, "usd"`` becomes ``$149.00``; currencies without minor units are known to Babel."""
    code = currency.upper()
    return str(format_currency(amount / 10 ** get_currency_precision(code), code, locale="en_US"))
