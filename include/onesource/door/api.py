"""The addresses for departments' systems: cases, findings, answers, receipts.

Whose they are is told by the token alone, which the gate has judged before.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Query, Request, Response
from fastapi.security import HTTPBearer

from onesource.door import attempts, looking, taking
from onesource.door.attempts import NotTheirs
from onesource.door.bureau import Bureau
from onesource.door.problems import Problem
from onesource.door.shapes import CASE, CURSOR, Answers, Cases, Findings, Receipt
from onesource.door.taking import Posted, Reused
from onesource.notice.model import ProviderFacts

JSON = "application/json"
AGAIN = "Idempotent-Replayed"
MOST_A_PAGE = 1000
PROBLEMS = {
    status: {"model": Problem, "content": {"application/problem+json": {}}}
    for status in (400, 401, 403, 422, 429, 500, 503)
}
NOT_FOUND = {404: PROBLEMS[422]}
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{8,200}$",
        description="幂等键：每批答复自编一个，重试时不变",
    ),
]

router = APIRouter(
    prefix="/api/v1",
    dependencies=[Depends(HTTPBearer(auto_error=False))],
    responses=PROBLEMS,  # type: ignore[arg-type]
)


def _bureau(request: Request) -> Bureau:
    bureau: Bureau = request.app.state.bureau
    return bureau


def _facts(request: Request) -> ProviderFacts:
    facts = _bureau(request).facts(request.state.holder.provider)
    if facts is None:
        raise HTTPException(403)
    return facts


async def _body(request: Request) -> bytes:
    return await request.body()


def _posted(
    request: Request, given: Answers, key: Key, body: Annotated[bytes, Depends(_body)]
) -> Posted:
    return Posted(request.state.holder, key, body, given)


InBureau = Annotated[Bureau, Depends(_bureau)]
Whose = Annotated[ProviderFacts, Depends(_facts)]


@router.get("/cases", summary="贵单位未了结的案件")
def cases(bureau: InBureau, facts: Whose) -> Cases:
    """What a provider is asked, until when, and how it stands; the most pressing first."""
    return looking.cases(bureau, facts)


@router.get("/cases/{case}/findings", summary="一案的明细", responses=NOT_FOUND)  # type: ignore[arg-type]
def findings(
    bureau: InBureau,
    facts: Whose,
    case: Annotated[str, Path(pattern=CASE)],
    after: Annotated[str | None, Query(pattern=CURSOR, description="上一页的 next")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 200,
) -> Findings:
    """A case's open findings, page by page; `seen` of the first page goes along with the answers."""
    found = looking.findings(bureau, facts, case, after, limit)
    if found is None:
        raise NotTheirs
    return found


@router.post(
    "/answers",
    summary="提交答复",
    status_code=201,
    response_model=Receipt,
    responses={200: {"model": Receipt}, 409: PROBLEMS[422], 413: PROBLEMS[422]},
)
def answers(
    request: Request,
    bureau: InBureau,
    facts: Whose,
    posted: Annotated[Posted, Depends(_posted)],
) -> Response:
    """Takes what can be taken of a batch; gives the receipt, the same for the same key (200 then)."""
    try:
        taken = taking.take(bureau, facts, posted)
    except Reused as error:
        raise HTTPException(409) from error
    if taken.strange:
        attempts.strange(bureau.base, posted.holder.who, request.scope)
    status, told = (200, {AGAIN: "true"}) if taken.again else (201, {})
    return Response(taken.content, status, told, media_type=JSON)


@router.get(
    "/receipts/{receipt}",
    summary="答复回执",
    response_model=Receipt,
    responses=NOT_FOUND,  # type: ignore[arg-type]
)
def receipt(
    bureau: InBureau,
    facts: Whose,
    receipt: Annotated[str, Path(pattern=r"^[0-9a-f]{64}(-[1-9][0-9]{0,5})?$")],
) -> Response:
    """The receipt once more."""
    found = taking.kept(bureau, facts, receipt)
    if found is None:
        raise NotTheirs
    return Response(found, media_type=JSON)
