"""One digest as one e-mail: Chinese text, the report's files where they are declared to go along.

SMTP has no way to ask whether a mail arrived before the answer was lost; it goes again with the
same Message-ID, date and bytes, which mail stores drop as a duplicate (RFC 7352) and
people see as the same one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from onesource.clock import BUREAU_TIME
from onesource.discrepancy.case import BUREAU
from onesource.errors import OneSourceError, Refused, Unreachable
from onesource.notice.columns import day
from onesource.notice.digest import Digest, Line
from onesource.notice.messages import Message, Outcome
from onesource.sources import smtp
from onesource.sources.connections import Connection

SHOWN = 60  # cases; the report has all
STEPS = {
    "reminded": "催办",
    "escalated": "已报督办",
    "rescheduled": "期限有调整",
    "asked_again": "再次请求答复",
    "disputed": "对方有异议",
    "proposed": "对方已回应",
    "decided": "已认定",
}
HEADS = ("案号", "问题", "内容", "条数", "新增", "期限", "状态")
HEADINGS = "请办理", "等待其他方面"
BUREAU_HEADINGS = "请认定", "逾期未办，请督办"
WIDEST = 40  # columns of a cell, the last one's aside
FOOT = "本邮件由系统自动发出，请勿直接回复；邮件正文不含任何数据内容。"


@dataclass(frozen=True)
class Post:
    """The way to a receiver's mailboxes. sign: who writes."""

    connection: Connection
    to: Sequence[str]
    sign: str
    name: str = "mail"

    def send(self, message: Message) -> Outcome:
        """Hands the mail over for whom has not got it.

        Where a few do not take it, the others have it; it stays owed to those who may take
        it later, and to all where nobody took it.
        """
        left = [address for address in self.to if address not in message.reached]
        if not left:
            return Outcome()
        try:
            mail = compose(message, self.sign, smtp.sender(self.connection), self.to)
            faults = smtp.hand_over(self.connection, left, mail.as_bytes(policy=SMTP))
        except (Refused, Unreachable) as error:
            return Outcome(owed=True, fault=error)
        reached = tuple(address for address in left if address not in faults)
        later = [one for one in faults.values() if isinstance(one, Unreachable)]
        owed = bool(later) or not (reached or message.reached)
        return Outcome(reached, owed, _first([*later, *faults.values()]))


def _first(faults: Sequence[OneSourceError]) -> OneSourceError | None:
    return faults[0] if faults else None


def compose(message: Message, sign: str, sender: str, to: Sequence[str]) -> EmailMessage:
    """The mail, the same to the byte each time."""
    mail = EmailMessage(policy=SMTP)
    digest = message.digest
    mail["Message-ID"] = f"<{message.message_id}@{sender.rpartition('@')[2]}>"
    mail["Date"] = format_datetime(message.made_at.astimezone(BUREAU_TIME))
    mail["From"] = Address(sign, addr_spec=sender)
    mail["To"] = ", ".join(to)
    mail["Subject"] = subject(digest)
    mail["Auto-Submitted"] = "auto-generated"
    along = [name for name, _ in message.files]
    mail.set_content(body(digest, along))
    for name, content in message.files:
        kind = ("text", "html") if name.endswith(".html") else ("application", "octet-stream")
        mail.add_attachment(content, *kind, filename=name)
    if message.files:
        mail.set_boundary(message.message_id)
    return mail


def subject(digest: Digest) -> str:
    """The digest in one line."""
    title = f"【数据核对】{digest.title}"
    if not digest.cases:
        return f"{title}：目前没有待办理的问题"
    own, others = _parted(digest)
    if digest.receiver == BUREAU:
        return f"{title}：{len(own)} 案待认定，{len(others)} 案逾期未办"
    due = min((one.due for one in own if one.due), default=None)
    first = f"，最近期限 {due}" if due else ""
    return f"{title}：{len(own)} 案待办理{first}，新增 {digest.new:,} 条"


def _parted(digest: Digest) -> tuple[list[Line], list[Line]]:
    """The cases whose next step the receiver owes, and the others."""
    own = [one for one in digest.cases if one.owner == digest.receiver]
    return own, [one for one in digest.cases if one.owner != digest.receiver]


def body(digest: Digest, along: Sequence[str]) -> str:
    """The text. along: the files that go with it."""
    own, others = _parted(digest)
    headings = BUREAU_HEADINGS if digest.receiver == BUREAU else HEADINGS
    parts = [f"{digest.title}：", _outcome(digest)]
    parts += _table(headings[0], own) + _table(headings[1], others)
    if digest.settled:
        lines = [
            f"  {one.case}　{one.title}　{one.rows:,} 条{'（全部了结）' if one.whole else ''}"
            for one in digest.settled
        ]
        parts.append("\n".join(["【已了结】", *lines[:SHOWN], *_rest(lines)]))
    if digest.moved:
        parts.append(f"【已转其他部门答复】\n  {'、'.join(digest.moved)}")
    if digest.held:
        parts.append(
            "【暂缓入库，请改正后重新报送】\n  " + "、".join(f"《{t}》" for t in digest.held)
        )
    if digest.files:
        where = "随附，也" if along else ""
        lines = [
            f"完整的报告和明细{where}在贵单位前置机上：",
            *(f"  {path}" for path in digest.files),
        ]
        lines.append(f"在 XLSX 的“答复”列填写后，放到前置机的 {digest.answers} 目录。")
        parts.append("\n".join(lines))
    return "\n\n".join([*parts, FOOT]) + "\n"


def _outcome(digest: Digest) -> str:
    since = f"自 {day(digest.since)} 以来" if digest.since else "首次通知，"
    several = len(digest.deliveries)
    more = f"\n本通知合并了 {several} 次报告。" if several > 1 else ""
    return (
        f"截至 {day(digest.at)}，待核实问题共 {digest.open:,} 条，分 {len(digest.cases)} 案；"
        f"{since}新增 {digest.new:,} 条，了结 {digest.closed:,} 条。{more}"
    )


def _table(title: str, lines: Sequence[Line]) -> list[str]:
    """The cases in columns as wide as their longest cell, where there are any."""
    if not lines:
        return []
    rows = [HEADS, *(_cells(one) for one in lines[:SHOWN])]
    widths = [min(max(map(_width, column)), WIDEST) for column in zip(*rows, strict=True)]
    shown = [
        "  ".join(_padded(*one) for one in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    told = [f"【{title}】{len(lines)} 案", *shown, *_rest(lines)]
    return ["\n".join(told)]


def _cells(one: Line) -> tuple[str, ...]:
    due = f"{one.due}{'（暂定）' if one.provisional else ''}" if one.due else ""
    told = "、".join(STEPS[step] for step in one.told if step in STEPS)
    state = f"{one.state}（{told}）" if told else one.state
    return one.case, one.title, one.about, f"{one.rows:,}", f"{one.new:,}", due, state


def _rest(lines: Sequence[object]) -> list[str]:
    return [f"  …… 另有 {len(lines) - SHOWN} 项，见报告"] if len(lines) > SHOWN else []


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - _width(text))
