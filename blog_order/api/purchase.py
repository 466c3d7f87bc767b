"""Purchase: checkout, the status of an order, and what its customer asks for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Header, Path

from blog_order.api.answers import WRITE, Granted, Told, granted, refused
from blog_order.api.limits import limit_checkouts
from blog_order.api.purchase_bodies import (
    EXAMPLE_ORDER_ID,
    CancelBody,
    CheckoutBody,
    RevisionBody,
    SubmitBody,
)
from blog_order.api.purchase_shapes import EXAMPLE_STATUS, AskedRevision, OpenedPayment, OrderKey, Status
from blog_order.models import Product
from blog_order.orders import products
from blog_order.orders.deciding.submission import submit
from blog_order.orders.paying.cancellation import withdraw_order
from blog_order.orders.paying.checkout import find_order_id, open_checkout
from blog_order.orders.reading.order_view import read_order
from blog_order.orders.writing import revision

router = APIRouter(prefix="/api/v1/purchase", tags=["purchase"])

NO_ORDER = "We know no order under this address."
ONE_ORDER = {"orderId": EXAMPLE_ORDER_ID}


@router.post(
    "/checkout",
    dependencies=[Depends(limit_checkouts)],
    responses=granted(ONE_ORDER | {"checkoutUrl": "https://checkout.stripe.com/c/pay/cs_live_a1B2"})
    | refused(*WRITE, "slot_taken", "already_held", "key_reused", "already_ordered", "too_many_requests"),
)
def checkout(
    body: Annotated[
        CheckoutBody,
        Body(
            openapi_examples={
                each.product.value: {"summary": each.form.summary, "value": each.form.example}
                for each in products.all_products()
            }
        ),
    ],
    idempotency_key: Annotated[
        str | None,
        Header(
            max_length=100,
            pattern=r"^[\x21-\x7e]+$",
            description="A long random name for this order: a repetition finds the same order and payment page",
            examples=["0e5c0b9e-4ab7-4b5e-9f0a-3f4f3c0a7d21"],
        ),
    ] = None,
) -> Granted[OpenedPayment]:
    """Open a payment page for an order. With an ``Idempotency-Key`` header a repetition finds the same order.

    A backlink holds its place in the article for as long as the payment page is open; 409 ``slot_taken`` and
    ``already_held`` come before anything is charged.
    """
    key = f"api-{idempotency_key}" if idempotency_key else None
    product = products.of(Product(body.product))
    opened = open_checkout(product, product.form.validate(body.model_dump()), request_key=key)
    return Granted(data=OpenedPayment(orderId=opened.order_id, checkoutUrl=opened.url))


@router.post(
    "/cancel",
    responses=granted(ONE_ORDER, message="The order was given up; nothing was charged.")
    | refused(
        *WRITE,
        "not_found",
        "wrong_status",
        not_found=NO_ORDER,
        wrong_status="This order does not wait for its payment any more.",
    ),
)
def cancel(body: CancelBody) -> Told[OrderKey]:
    """Give up an order that waits for its payment: its payment page closes, a held place is free again."""
    withdraw_order(body.orderId)
    return Told(data=OrderKey(orderId=body.orderId), message="The order was given up; nothing was charged.")


@router.post(
    "/request-revision",
    responses=granted(
        ONE_ORDER | {"jobId": "3d9a1c5e7f2b4a6c8e0f1a3b5c7d9e11", "estimatedTime": "2-5 minutes"},
        message="Revision request submitted. You'll receive an email when ready.",
    )
    | refused(*WRITE, "not_found", "wrong_status", not_found=NO_ORDER),
)
def request_revision(body: RevisionBody) -> Told[AskedRevision]:
    """Ask for a new version; the order must be in the customer's review."""
    asked = revision.request_revision(body.orderId, body.revisionNotes)
    return Told(
        data=AskedRevision(orderId=asked.order_id, jobId=asked.job_id, estimatedTime=asked.estimated_time),
        message="Revision request submitted. You'll receive an email when ready.",
    )


@router.post(
    "/submit-for-review",
    responses=granted(ONE_ORDER, message="Sent to the editor.")
    | refused(
        *WRITE,
        "not_found",
        "wrong_status",
        not_found=NO_ORDER,
        wrong_status="You can send a text to the editor while it waits for your review.",
    ),
)
def submit_for_review(body: SubmitBody) -> Told[OrderKey]:
    """Send a version to the editor; for a minute it can be taken back on the order's page."""
    submit(body.orderId, body.versionId)
    return Told(data=OrderKey(orderId=body.orderId), message="Sent to the editor.")


@router.get(
    "/session/{stripe_session_id}",
    responses=granted(ONE_ORDER)
    | refused("not_found", "unavailable", not_found="We know no payment under this address."),
)
def session_order(
    stripe_session_id: Annotated[str, Path(description="Id of a Checkout session", examples=["cs_live_a1B2"])],
) -> Granted[OrderKey]:
    """The order that a Stripe Checkout session pays for."""
    return Granted(data=OrderKey(orderId=find_order_id(stripe_session_id=stripe_session_id)))


@router.get(
    "/status/{order_id}",
    responses=granted(EXAMPLE_STATUS) | refused("not_found", "unavailable", not_found=NO_ORDER),
)
def status(
    order_id: Annotated[str, Path(description="The order's id, the customer's key", examples=[EXAMPLE_ORDER_ID])],
) -> Granted[Status]:
    """Where an order stands. The id is the customer's key."""
    return Granted(data=Status.of(read_order(order_id)))
