"""What the phases of a case are called, and which steps a provider may take in them."""

from __future__ import annotations

from collections.abc import Mapping

from onesource.discrepancy.case import Case, Phase
from onesource.discrepancy.openings import open_to

PHASES: Mapping[Phase, str] = {
    "raised": "刚刚立案，还没有随报告送达",
    "asked": "等待答复",
    "rechecking": "已答复，等待下一批数据复核",
    "negotiating": "正在协商",
    "adjudicating": "正在由主管部门裁定",
    "closed": "已了结",
}
STEPS = {
    "answer": "答复",
    "extend": "申请延期",
    "propose": "提出处理意见",
    "agree": "同意更正",
    "refer": "提请主管部门裁定",
}


def not_open(case: Case, step: str, actor: str) -> str:
    """Why a step is not open to a provider as a case stands, and which are."""
    told = [STEPS[one] for one in open_to(case, actor) if one in STEPS]
    now = f"现在可以：{'、'.join(told)}。" if told else "现在不需要贵单位办理。"
    if case.phase == "raised":
        now = "请收到列有这一条的报告之后再答复。"
    if step == "extend" and case.phase == "asked" and case.extended:
        return f"这类问题已经延期过一次，不能再延。{now}"
    return f"这类问题{PHASES[case.phase]}，不能{STEPS[step]}。{now}"
