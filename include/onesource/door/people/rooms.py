"""The rooms behind the entrance: what is asked and until when, answering, fetching, sending, how one stands.

The same rules and the same code as the addresses for systems: what may be looked at is
decided in looking, what is taken in taking and notice.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from shutil import copyfileobj
from typing import Annotated, Literal, NamedTuple
from urllib.parse import quote
from uuid import UUID

from fastapi import Form, HTTPException, Query, Request, UploadFile
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)

from onesource import clock
from onesource.door import attempts, looking, taking
from onesource.door.attempts import NotTheirs
from onesource.door.bureau import Bureau
from onesource.door.people import downloads, log_in, pages, receipts, showing, standing
from onesource.door.shapes import CURSOR, LAST, Answers, Receipt
from onesource.door.taking import Posted, Reused
from onesource.door.tokens import Holder
from onesource.notice.model import ProviderFacts
from onesource.settings import scratch

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REPORT = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
SHOWN, SENT = ("GET", "HEAD"), ("POST",)
TEXT = r"^[^\x00]*$"
Number = Annotated[str, InPath(pattern=receipts.NUMBER)]


class Sent(BaseModel):
    """An answer as its form sends it. key: of the form as it was given out; finding: the rows ticked."""

    key: str = Field(pattern=r"^page-[0-9a-f-]{36}$")
    seen: int = Field(ge=0, le=LAST)
    answer: str = Field("", max_length=20, pattern=TEXT)
    about: Literal["case", "rows"] = "case"
    explanation: str = Field("", max_length=10_000, pattern=TEXT)
    finding: list[str] = Field([], max_length=showing.A_PAGE)

    def body(self, case: str) -> bytes:
        """What is said, about a case or about its rows, as a system would post it."""
        said = {"answer": self.answer, "explanation": self.explanation.replace("\r\n", "\n")}
        rows = [{"finding": one[:40], **said} for one in self.finding]
        given = rows if self.about == "rows" else [{"case": case, **said}]
        return json.dumps({"seen": self.seen, "answers": given}).encode()


class Room(NamedTuple):
    """A page, or what is done with a form of one; how it may be asked for."""

    shown: Callable[..., Response]
    methods: tuple[str, ...] = SHOWN


def _bureau(request: Request) -> Bureau:
    bureau: Bureau = request.app.state.bureau
    return bureau


def _facts(request: Request) -> ProviderFacts:
    """The provider for whom somebody is logged in, and no other."""
    facts = _bureau(request).facts(request.state.clerk.provider)
    if facts is None:
        raise HTTPException(403)
    return facts


def _home(request: Request) -> Response:
    """What is asked, the most pressing first."""
    bureau, facts = _bureau(request), _facts(request)
    cases = looking.cases(bureau, facts).cases
    late = {one.case for one in cases if showing.overdue(one, clock.today())}
    counts = showing.pressing(cases, facts.slug)
    return pages.page(request, "home", cases=cases, late=late, counts=counts, slug=facts.slug)


def _case(
    request: Request, case: UUID, after: Annotated[str | None, Query(pattern=CURSOR)] = None
) -> Response:
    """One case, its rows, its log, and what can be answered."""
    return _shown(request, str(case), after)


def _shown(
    request: Request,
    case: str,
    after: str | None = None,
    fault: tuple[int, str] = (200, ""),
    given: Sent | None = None,
) -> Response:
    """A case; fault: the status, and what was wrong with what was given, which is shown again."""
    shown = showing.case(_bureau(request), _facts(request), case, after)
    if shown is None:
        raise NotTheirs
    status, why = fault
    told = {
        "shown": shown,
        "fault": why,
        "given": given,
        "slug": _facts(request).slug,
        "late": shown.told is not None and showing.overdue(shown.told, clock.today()),
        "first": after is None,
    }
    return pages.page(request, "case", status, **told)


def _answer(request: Request, case: UUID, given: Annotated[Sent, Form()]) -> Response:
    """Takes an answer about a case, or about rows of it; leads to its receipt."""
    bureau, facts = _bureau(request), _facts(request)
    if not showing.is_own(bureau, facts, str(case)):
        raise NotTheirs
    if not given.answer or (given.about == "rows" and not given.finding):
        fault = "rows" if given.answer else "answer"
        return _shown(request, str(case), fault=(400, fault), given=given)
    body = given.body(str(case))
    holder = Holder(facts.slug, account=request.state.clerk.account)
    posted = Posted(holder, given.key, body, Answers.model_validate_json(body))
    try:
        taken = taking.take(bureau, facts, posted)
    except Reused:
        return _shown(request, str(case), fault=(409, "again"), given=given)
    if taken.strange:
        attempts.strange(bureau.base, holder.who, request.scope)
    return _to(f"/receipts/{Receipt.model_validate_json(taken.content).receipt}")


def _answers(request: Request) -> Response:
    """Where a filled report is sent, and what became of those before."""
    return _sent(request)


def _sent(request: Request, fault: str = "", status: int = 200) -> Response:
    listed = receipts.listed(_bureau(request), _facts(request))
    return pages.page(request, "answers", status, listed=listed, fault=fault)


def _file(request: Request, file: UploadFile) -> Response:
    """Takes a filled report in; leads to its receipt."""
    name = Path((file.filename or "").replace("\\", "/")).name
    if not name or not file.size:
        return _sent(request, "empty", 400)
    with tempfile.NamedTemporaryFile(dir=scratch(), suffix=".xlsx") as copy:
        copyfileobj(file.file, copy)
        copy.flush()
        bureau, facts = _bureau(request), _facts(request)
        sent = receipts.take_in(bureau, facts, name, Path(copy.name), file.size)
    if sent.strange:
        attempts.strange(bureau.base, request.state.clerk.account, request.scope)
    return _to(f"/receipts/{sent.number}")


def _receipt(request: Request, receipt: Number) -> Response:
    """What became of answers, row by row."""
    shown = receipts.shown(_bureau(request), _facts(request), receipt)
    if shown is None:
        raise NotTheirs
    return pages.page(request, "receipt", shown=shown)


def _receipt_file(request: Request, receipt: Number) -> Response:
    """A receipt as a file."""
    found = receipts.file(_bureau(request), _facts(request), receipt)
    if found is None:
        raise NotTheirs
    name, content = found
    media = WORKBOOK if name.endswith(".xlsx") else "application/json"
    called = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media, headers={"Content-Disposition": called})


def _rows(request: Request, case: UUID) -> Response:
    """A case's rows, however many, as they are read."""
    streamed = downloads.rows(_bureau(request), _facts(request), str(case))
    if streamed is None:
        raise NotTheirs
    name = f'attachment; filename="{str(case)[:8].upper()}.csv"'
    media = "text/csv; charset=utf-8"
    return StreamingResponse(streamed, media_type=media, headers={"Content-Disposition": name})


def _workbook(request: Request) -> Response:
    """The report as it stands, to be filled in."""
    made = downloads.workbook(_bureau(request), _facts(request))
    gone = BackgroundTask(made.folder.close)
    return FileResponse(made.path, media_type=WORKBOOK, filename=made.path.name, background=gone)


def _report(request: Request) -> Response:
    """The report as it stands, to be read: a page by itself, in which nothing runs."""
    page = downloads.page(_bureau(request), _facts(request))
    return HTMLResponse(page, headers={"Content-Security-Policy": REPORT})


def _standing(request: Request) -> Response:
    """How the provider stands."""
    told = standing.of(_bureau(request), _facts(request))
    return pages.page(request, "standing", told=told)


def _to(place: str) -> Response:
    return RedirectResponse(place, 303)


ROUTES: dict[str, Room] = {
    "/": Room(_home),
    "/account": Room(log_in.account),
    "/account/password": Room(log_in.change, SENT),
    "/answers": Room(_answers),
    "/answers/file": Room(_file, SENT),
    "/cases/{case}": Room(_case),
    "/cases/{case}/answer": Room(_answer, SENT),
    "/cases/{case}/rows.csv": Room(_rows),
    "/login": Room(log_in.form),
    "/login/now": Room(log_in.enter, SENT),
    "/logout": Room(log_in.leave, SENT),
    "/receipts/{receipt}": Room(_receipt),
    "/receipts/{receipt}/file": Room(_receipt_file),
    "/report": Room(_report),
    "/report.xlsx": Room(_workbook),
    "/standing": Room(_standing),
}
