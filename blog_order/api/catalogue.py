"""Catalogue: what is for sale."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from blog_order.api.responses import success
from blog_order.orders.catalogue import list_sites

router = APIRouter(prefix="/api/v1/catalogue", tags=["catalogue"])


@router.get("/sites")
def sites() -> dict[str, Any]:
    """The sites and their prices, in minor units of the currency."""
    return success(
        {
            "sites": [
                {
                    "id": site.id,
                    "name": site.name,
                    "slug": site.slug,
                    "topic": site.topic,
                    "prices": {
                        product.value: {"amount": amount, "currency": currency}
                        for product, (amount, currency) in site.prices.items()
                    },
                }
                for site in list_sites()
            ]
        }
    )
