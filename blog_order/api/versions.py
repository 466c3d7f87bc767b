"""An order's versions: going back to one, and each as a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ConfigDict, Field

from blog_order.api.answers import WRITE, Granted, Responses, granted, refused, refused_in_json
from blog_order.api.purchase_bodies import EXAMPLE_ORDER_ID
from blog_order.api.purchase_shapes import OrderKey
from blog_order.orders.deciding.choice import use_version
from blog_order.orders.products.request_body import Body, asked
from blog_order.orders.reading.files import FileForm, version_file
from blog_order.orders.versions import HIGHEST_NUM

router = APIRouter(prefix="/api/v1/purchase", tags=["purchase"])


class UseVersionBody(Body):
    """The version that becomes the current one."""

    model_config = ConfigDict(
        json_schema_extra={
            "required": ["orderId", "versionNum"],
            "example": {"orderId": EXAMPLE_ORDER_ID, "versionNum": 2},
        }
    )

    orderId: str = asked("The order's id", minLength=1)
    versionNum: int = Field(ge=1, le=HIGHEST_NUM, description="Number of one of the order's versions")


class UsedVersion(OrderKey):
    """The version that is the current one now."""

    versionNum: int


@router.post(
    "/use-version",
    responses=granted({"orderId": EXAMPLE_ORDER_ID, "versionNum": 2}) | refused(*WRITE, "not_found", "wrong_status"),
)
def choose_version(body: UseVersionBody) -> Granted[UsedVersion]:
    """Go back to an earlier version: it is revised from then on, and sent unless another is named."""
    use_version(body.orderId, body.versionNum)
    return Granted(data=UsedVersion(orderId=body.orderId, versionNum=body.versionNum))


FILE: Responses = {
    200: {
        "description": "The file",
        "content": {
            "text/markdown": {"schema": {"type": "string"}, "example": "# A title\n\nText …"},
            "text/html": {"schema": {"type": "string"}, "example": "<!doctype html>…"},
        },
    }
}


@router.get(
    "/versions/{order_id}/{num}/{form}",
    response_class=Response,
    responses=FILE | refused_in_json("not_found", "invalid", "unavailable"),
)
def download_version(
    order_id: Annotated[str, Path(description="The order's id, the customer's key", examples=[EXAMPLE_ORDER_ID])],
    num: Annotated[int, Path(ge=1, le=HIGHEST_NUM, description="The version's number", examples=[1])],
    form: Annotated[FileForm, Path(description="What the file is written in", examples=["markdown"])],
) -> Response:
    """A version as a file, in Markdown or as a page of HTML."""
    file = version_file(order_id, num, form)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "X-Robots-Tag": "noindex"}
    return Response(file.text, media_type=file.media_type, headers=headers)
