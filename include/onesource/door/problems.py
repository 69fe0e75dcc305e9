"""What the door says where it does not do what was asked: a status, a sentence, nothing of the inside.

The shape is that of RFC 9457, `application/problem+json`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

TEXTS = {
    400: "提交的内容不是 UTF-8 编码的 JSON，无法读取。",
    401: "没有有效的令牌。请在 Authorization 头里写 Bearer 和主管部门发给贵单位的令牌；"
    "令牌丢失或过期的，请联系主管部门重新发给。",
    403: "令牌所属的单位已不在报送单位之列。请联系主管部门。",
    404: "没有这一项，或者它不属于贵单位。",
    405: "这个地址不接受这种请求方法。",
    409: "这个幂等键（Idempotency-Key）已经用于另一份内容，没有采纳任何内容。"
    "重试须原样提交同一份内容；新的答复请用新的键。",
    413: "提交的内容过大，没有读取。请分批提交。",
    422: "提交的内容不符合约定的格式，没有采纳任何内容。",
    429: "请求过于频繁，请稍后再试。",
    500: "系统内部出错，没有采纳任何内容。请稍后用同一个幂等键重试；仍然出错的，请联系主管部门。",
    503: "系统暂时不能办理，没有采纳任何内容。请稍后用同一个幂等键重试，不会重复采纳。",
}
FIELDS = 20  # faults that are told of one call


class Fault(BaseModel):
    """What is wrong with one field of what was posted."""

    where: str
    what: str


class Problem(BaseModel):
    """Why a call was not done."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    faults: list[Fault] = Field(default_factory=list)


def problem(
    status: int, headers: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()
) -> JSONResponse:
    """The answer that tells a problem."""
    title = HTTPStatus(status).phrase
    told = Problem(
        title=title, status=status, detail=TEXTS.get(status, title), faults=list(faults[:FIELDS])
    )
    return JSONResponse(
        told.model_dump(), status, dict(headers or {}), media_type="application/problem+json"
    )
