"""What a mail says, and how it is handed over: TLS, login, a server's faults."""

from __future__ import annotations

import email.policy
import json
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from notice.given import MONDAY, NAME, STATISTICS, TUESDAY, batch, finding, report
from notice.receiving import FROM, MailServer, certificate, knows, mail_server

from onesource.discrepancy.case import Case, Cause, Clock
from onesource.errors import Refused, Unreachable
from onesource.notice import digest, mail
from onesource.notice.delivery import Delivered
from onesource.notice.digest import Digest
from onesource.notice.messages import Message
from onesource.notice.model import CaseLine
from onesource.sources import smtp
from onesource.sources.connections import Connection

TO = ("contact@tongji.example.gov.cn",)
CASE = "3c33d1c5-0000-0000-0000-000000000000"
DUE = TUESDAY.date()


def told(delivery: str = "statistics/1", **other: object) -> Digest:
    cause = Cause("statistics", "statistics", "divisions", "conflict", "name", "civil_affairs")
    clock = Clock(MONDAY.date(), 10, DUE)
    case = Case(cause, "asked", "statistics", clock, rows=1, unanswered=1, times_opened=1)
    closed = [finding("uncovered", case_id=CASE, closed_at=TUESDAY, closed_by="data")]
    made = report(
        [finding(case_id=CASE)],
        provider=replace(STATISTICS, supplies={("statistics", "divisions"): NAME[:2]}),
        batches=(batch("held"),),
        closed=tuple(closed),
        cases=(CaseLine(CASE, case, DUE, False),),
    )
    sent = Delivered(delivery, ("inbox/报告.xlsx",), 1, 1, 1, MONDAY)
    return replace(digest.of(made, sent), **other)


def composed(told: Digest, files: tuple[tuple[str, bytes], ...] = ()) -> EmailMessage:
    made = mail.compose(Message("msg_1", told, MONDAY, (), files), "主管部门", FROM, TO)
    return email.message_from_bytes(made.as_bytes(), policy=email.policy.default)


def test_a_mail_says_what_is_new_what_is_due_and_what_was_closed():
    read = composed(told())

    text = "\n".join(read.get_content().splitlines())
    assert read["Subject"] == f"【数据核对】统计局：1 案待办理，最近期限 {DUE}，新增 1 条"
    assert "待核实问题共 1 条，分 1 案；首次通知，新增 1 条，了结 1 条" in text
    [line] = [line for line in text.splitlines() if line.startswith("3C33D1C5  ")]
    assert line.split()[1:] == [
        *("与权威值不一致", "统计用区划代码", "·", "名称", "·", "对方：民政局"),
        *("1", "1", str(DUE), "请答复，待答复", "1", "条"),
    ]
    assert "  3C33D1C5　应报未报　1 条\n" in text
    assert "《统计用区划代码》" in text
    assert "  inbox/报告.xlsx\n" in text
    assert "放到前置机的 answers 目录" in text


def test_no_value_of_anybody_s_data_leaves_by_mail_or_webhook():
    values = [str(getattr(finding(), name)) for name in ("provider_value", "golden_value")]
    said = composed(told()).get_content() + digest.as_json(told())

    assert [one for one in [*values, finding().entity_key or "", "少了 40%"] if one in said] == []


def test_a_mail_is_known_by_its_message_and_answers_no_robot():
    read = composed(told())

    assert read["Message-ID"] == "<msg_1@data.example.gov.cn>"
    assert (read["From"], read["To"]) == (f"主管部门 <{FROM}>", TO[0])
    assert read["Date"].datetime == MONDAY
    assert read["Auto-Submitted"] == "auto-generated"


def test_files_go_along_where_they_are_given():
    read = composed(told(), (("报告.html", "<p>一</p>".encode()), ("报告.xlsx", b"PK\x00")))

    assert "随附" in read.get_body().get_content()
    attached = {one.get_filename(): one.get_payload(decode=True) for one in read.iter_attachments()}
    assert attached == {"报告.html": "<p>一</p>".encode(), "报告.xlsx": b"PK\x00"}


def test_a_long_list_is_cut_and_says_so():
    [line] = told().cases
    many = tuple(replace(line, case=f"{number:08}") for number in range(mail.SHOWN + 7))

    text = composed(told(cases=many)).get_content()

    assert f"{mail.SHOWN - 1:08}" in text
    assert f"{mail.SHOWN:08}" not in text
    assert "另有 7 项，见报告" in text


def test_all_settled_is_said_in_the_subject():
    assert mail.subject(told(cases=())) == "【数据核对】统计局：目前没有待办理的问题"


def test_what_waited_is_one_digest_of_the_last_state_and_all_that_came():
    first = told("statistics/1")
    [line] = first.cases
    second = told("statistics/2", open=5, cases=(replace(line, rows=5, told=("reminded",)),))

    both = digest.merged([first, second, replace(second, deliveries=("statistics/3",), cases=())])
    again = digest.merged([first, second])

    assert both.deliveries == ("statistics/1", "statistics/2", "statistics/3")
    assert (both.new, both.closed, both.cases) == (3, 3, ())
    assert [(one.rows, one.whole) for one in both.settled] == [(3, True)]
    [now] = again.cases
    assert (now.rows, now.new, now.told) == (5, 2, ("reminded",))
    assert "（催办）" in composed(again).get_content()
    assert "合并了 2 次报告" in composed(again).get_content()


def test_a_digest_is_kept_as_it_is():
    assert digest.from_json(json.loads(digest.as_json(told()))) == told()


@pytest.fixture
def secured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A server that takes mail over TLS from who logs in, with a certificate that we trust."""
    shown, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    how = {"authenticator": knows("bureau", "agreed"), "auth_required": True}
    with mail_server(tls_context=context, require_starttls=True, **how) as server:
        yield server


def over_tls(server: MailServer, password: str = "agreed", **extra: object) -> Connection:
    told = {"from_email": FROM, "disable_ssl": True, **extra}
    return replace(server.connection, login="bureau", password=password, extra=told)


def test_mail_goes_over_tls_with_the_login_of_its_connection(secured: MailServer):
    assert smtp.hand_over(over_tls(secured), TO, b"Subject: x\r\n\r\nx\r\n") == {}
    assert secured.sessions == [(True, b"bureau")]


def test_a_wrong_password_is_refused_and_never_shown(secured: MailServer):
    with pytest.raises(Refused, match=r"mail server smtp says 535.*correct the connection") as told:
        smtp.hand_over(over_tls(secured, "wrong one"), TO, b"x")
    assert "wrong one" not in str(told.value)


def test_a_server_without_tls_is_given_no_password():
    with mail_server() as server, pytest.raises(Refused, match="STARTTLS.*disable_tls"):
        smtp.hand_over(over_tls(server), TO, b"x")


def test_a_certificate_that_nobody_vouches_for_is_refused(
    secured: MailServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Refused, match="certificate.*have its issuer trusted"):
        smtp.hand_over(over_tls(secured), TO, b"x")
    assert secured.taken == []


def test_a_server_that_speaks_no_tls_where_it_should_can_be_tried_again():
    with mail_server() as server, pytest.raises(Unreachable):
        smtp.hand_over(replace(server.connection, extra={"from_email": FROM}), TO, b"x")


def test_a_connection_without_a_sender_is_refused_by_name():
    with pytest.raises(Refused, match='connection smtp lacks "from_email"'):
        smtp.sender(Connection("smtp", "smtp"))
