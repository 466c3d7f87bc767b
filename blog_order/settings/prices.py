"""What a language model costs: the price list of the settings, and what an answer comes to."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

DEFAULT_PRICES = "gpt-5=1.25/10, gpt-5-mini=0.25/2, gpt-5-nano=0.05/0.40, gpt-4.1=2/8, gpt-4.1-mini=0.40/1.60"

_RELEASE = re.compile(r"-\d{4}(?:-\d{2}-\d{2})?$")
_ENTRY = re.compile(r"([^\s=,/]+)=(\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)")


class ModelPrice(NamedTuple):
    """US dollars for a million tokens, which is also millionths of a dollar for one."""

    input: Decimal
    output: Decimal


Prices = dict[str, ModelPrice]


def read_prices(text: str) -> Prices:
    """A price list such as ``gpt-5-mini=0.25/2, gpt-5=1.25/10``: model, then dollars for a million tokens in and out.

    Raises:
        ValueError: with the entry that cannot be read.
    """
    prices: Prices = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        found = _ENTRY.fullmatch(entry)
        if found is None:
            raise ValueError(f"“{entry}” is no price: write MODEL=DOLLARS_IN/DOLLARS_OUT for a million tokens each")
        prices[found[1]] = ModelPrice(Decimal(found[2]), Decimal(found[3]))
    return prices


def cost_of(prices: Prices, model: str, input_tokens: int, output_tokens: int) -> int | None:
    """What an answer cost, in millionths of a US dollar; None when the list has no price for its model.

    Servers name the release that answered: ``gpt-5-mini-2025-08-07`` costs what ``gpt-5-mini`` does.
    """
    price = prices.get(model) or prices.get(_RELEASE.sub("", model))
    if price is None:
        return None
    return int((input_tokens * price.input + output_tokens * price.output).to_integral_value(ROUND_HALF_UP))
