"""What is wrong with an answered row by itself, before anybody asks what it is about.

Every reason says what to do, in Chinese, for the person who filled the form in. An
extension's days and approver are read out of what that person wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from onesource.notice.form import Line
from onesource.notice.kinds import ANSWERS
from onesource.notice.xlsx import ANSWER, EXPLANATION

EXTENSION, ELSEWHERE = "申请延期", "非我部门"
EXPLAINED = {
    "确认无误": "依据（如证照、登记或核实情况）",
    "有异议": "正确的值和依据",
    ELSEWHERE: "不由贵单位负责的理由，以及应由哪个部门答复",
}
LONGEST = 2000  # characters of an explanation
COMPUTED = re.compile(r"[=+\-@＝＋－＠]")  # how a text begins that a spreadsheet may compute
HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd]")
FORM = "“5个工作日，王局长批准”"

DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
DAYS = re.compile(r"(?<![\d.])(\d{1,3}|[一二两三四五六七八九十])\s*个?\s*(?:工作日|天)")
DENIED = re.compile(r"(?:未|不|没有|尚待|待|等)(?:经|获|予|被)?[^，,。；;]{0,6}?(?:批准|同意)")
NAME = r"([^\s，,。；;、:：（）()]{2,20}?)"
APPROVED = (
    re.compile(
        rf"(?:批准人|审批人|批准|审批)\s*(?:[:：为是]|\s)\s*{NAME}(?=[\s，,。；;、（）()]|\Z)"
    ),
    re.compile(rf"(?:已?(?:经|由|报|获|得到))?{NAME}\s*(?:已经?|书面|签字)*(?:批准|同意|审批)"),
)


@dataclass(frozen=True)
class Extension:
    """More time: working days, and who approved it."""

    days: int
    approved_by: str


def answer(line: Line) -> str:
    """The answer as it stands in the list, however wide and spaced it was written."""
    if line.answer in ANSWERS:
        return line.answer
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", line.answer))


def reasons(lines: Iterable[Line]) -> dict[Line, str]:
    """What keeps rows from being taken as they are written; those without a fault are left out."""
    lines = list(lines)
    found = {line: why for line in lines if (why := _fault(line))}
    same: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.digits:
            same[line.digits].append(line)
    for own in same.values():
        if len(own) > 1 and (why := _contradiction(own)):
            found |= dict.fromkeys(own, why)
    return found


def extension(explanation: str) -> Extension | None:
    """The days and the approver that an explanation names; None where it lacks either."""
    said = unicodedata.normalize("NFKC", explanation)
    days = DAYS.search(said)
    if days is None or DENIED.search(said):
        return None
    rest = DAYS.sub("，", said)
    for approved in APPROVED:
        if found := approved.search(rest):
            number = days[1]
            return Extension(DIGITS.get(number) or int(number), found[1])
    return None


def _fault(line: Line) -> str | None:
    if line.formulas:
        return (
            f"“{'”“'.join(line.formulas)}”列里是公式，公式一律不计算、不采纳。"
            "请直接写文字（复制后选“粘贴为数值”）。"
        )
    if not line.digits:
        told = f"编号“{line.number[:40]}”不完整或不是问题编号" if line.number else "编号是空的"
        return f"{told}，不知道答复的是哪一条。请从报告原样复制编号（如 1A2B-3C4D-5E6F-7A8B）。"
    return _unclear(line)


def _unclear(line: Line) -> str | None:
    """What is wrong with what was answered."""
    said, choices = answer(line), "、".join(ANSWERS)
    if not said:
        return f"写了“{EXPLANATION}”，但没有选择“{ANSWER}”。请选择一项：{choices}。"
    if said not in ANSWERS:
        return f"“{ANSWER}”不在列表中。请从下拉列表选择一项：{choices}；其余内容写在“{EXPLANATION}”列。"
    return _unexplained(said, line.explanation)


def _unexplained(said: str, text: str) -> str | None:
    """What is wrong with what was written beside an answer."""
    if len(text) > LONGEST:
        return f"“{EXPLANATION}”有 {len(text):,} 个字，上限 {LONGEST:,} 个字。请写明要点，附件另行报送。"
    if HIDDEN.search(text):
        return f"“{EXPLANATION}”里有看不见的控制字符。请重新录入，或先粘贴到记事本再复制回来。"
    if COMPUTED.match(text):
        return (
            f"“{EXPLANATION}”以“{text[0]}”开头，表格软件可能把它当作公式。"
            "请在前面加上文字，如“电话：”“依据：”。"
        )
    if said in EXPLAINED and not text:
        return f"选“{said}”须在“{EXPLANATION}”列写明{EXPLAINED[said]}。"
    if said == EXTENSION and extension(text) is None:
        return f"“{EXTENSION}”须在“{EXPLANATION}”列写明延长几个工作日、由哪位负责人批准，如{FORM}。"
    return None


def _contradiction(own: list[Line]) -> str | None:
    """What several rows of one number say otherwise than one another."""
    rows = "、".join(f"“{line.sheet}”第 {line.row} 行" for line in own[:5])
    if len({answer(line) for line in own}) > 1:
        return f"同一编号有几个不同的答复（{rows}），都没有采纳。请只保留一个。"
    if len({line.explanation for line in own}) > 1:
        return f"同一编号有几个不同的答复说明（{rows}），都没有采纳。请合并为一条。"
    return None
