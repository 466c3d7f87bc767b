"""An order's versions: going back to one, and each as a file."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from blog_order.api.responses import success
from blog_order.orders.choice import use_version
from blog_order.orders.files import FileForm, version_file
from blog_order.orders.versions import HIGHEST_NUM

router = APIRouter(prefix="/api/v1/purchase", tags=["purchase"])


class UseVersionBody(BaseModel):
    """The version that becomes the current one."""

    model_config = ConfigDict(json_schema_extra={"example": {"orderId": "0f0e…", "versionNum": 2}})

    orderId: str = Field(default="", description="The order's id")
    versionNum: int = Field(ge=1, le=HIGHEST_NUM, description="Number of one of the order's versions")


@router.post("/use-version")
def choose_version(body: UseVersionBody) -> dict[str, Any]:
    """Go back to an earlier version: it is revised from then on, and sent unless another is named."""
    use_version(body.orderId, body.versionNum)
    return success({"orderId": body.orderId, "versionNum": body.versionNum})


@router.get(
    "/versions/{order_id}/{num}/{form}",
    response_class=Response,
    responses={200: {"content": {"text/markdown": {}, "text/html": {}}, "description": "The file"}},
)
def download_version(order_id: str, num: Annotated[int, Path(ge=1, le=HIGHEST_NUM)], form: FileForm) -> Response:
    """A version as a file, in Markdown or as a page of HTML."""
    file = version_file(order_id, num, form)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "X-Robots-Tag": "noindex"}
    return Response(file.text, media_type=file.media_type, headers=headers)
