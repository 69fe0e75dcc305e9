"""The prose of a report, in Chinese, for readers who have never heard of the system.

Decides what a report says as a whole. Not where it stands: pages and sheets take it
from here; what a single finding says is worded in values.
"""

from __future__ import annotations

from collections import Counter

from onesource.discrepancy.case import BUREAU
from onesource.notice.kinds import KINDS
from onesource.notice.model import Batch, CaseLine, ProviderFacts, Report, Section
from onesource.notice.onboarding import First
from onesource.notice.values import element

ATTACHED = (
    "下列清单与本报告放在同一目录。暂存行是未入库的记录：原样列出，并逐行写明原因和改法；"
    "改正后随下一批报送即可。注明“（全部）”的，是工作簿里没有列完的清单。"
)


def highlights(section: Section, facts: ProviderFacts) -> list[str]:
    """What a reader must know of a kind before reading row by row."""
    of = Counter((one.group or "", element(one, facts)) for one in section.findings)
    moved = Counter((one.group or "", element(one, facts)) for one in section.misplaced)
    said = [_one_cause(*what, moved[what], of[what]) for what in sorted(moved)]
    ended = sum("known_as" in one.detail for one in section.findings)
    if ended and section.kind == "unregistered":
        said.append(
            f"“{KINDS[section.kind].title}”的 {len(section.findings):,} 条中，有 {ended:,} 条"
            "是登记中已撤销、注销的，请停止报送，或改报承接它的对象。"
        )
    return said


def _one_cause(group: str, title: str, moved: int, of: int) -> str:
    return (
        f"{group} {of:,} 条{title}不一致中，有 {moved:,} 条（{moved / of:.0%}）"
        f"是同一县内{title}与代码错位：您报的{title}在登记中真实存在，只是属于同县的另一个代码。"
        f"这往往出自一个原因，而不是 {moved:,} 个错误：请先核对编码顺序，一次更正即可。"
    ).lstrip()


def purpose(report: Report) -> str:
    """What the report is and why this reader has it."""
    facts = report.provider
    return (
        f"{facts.bureau}把各部门报送的数据汇成全市共用的基础库。每个数据项由一个部门负责，"
        f"以它登记的值为准（即“权威值”，也就是现行值）；其他部门报送的值与它逐条核对。"
        f"本报告列出{facts.title}报送的数据中需要贵单位核实的全部问题。"
    )


def steps(report: Report) -> list[str]:
    """What the reader does, in order."""
    facts = report.provider
    return [
        "先看“问题总览”和其中的提示，再按问题种类逐条核实。",
        "确属贵单位有误的，在源系统更正并照常报送：下一批数据核对通过后，问题自动核销，不必另行答复。",
        "其他情形，在 XLSX 文件对应行的“答复”列选择一项，并在“答复说明”列写明依据。"
        "请勿改动“编号”列。",
        "请在“办理期限”所列的日期之前，将填好的 XLSX 文件（仍存为 XLSX，文件名不限）放到贵单位前置机的"
        f" {facts.answers} 目录；系统逐行核对后，在 {facts.inbox} 目录放一份《答复回执》，"
        "写明哪些已采纳、哪些未采纳以及原因。",
    ]


def outcome(report: Report) -> str:
    """The whole report in one sentence."""
    if not report.findings:
        return "目前没有需要贵单位核实的问题。"
    news = f"，其中 {report.opened:,} 条为上次报告之后新出现" if report.since else ""
    return f"目前共有 {report.findings:,} 条问题待核实{news}。"


def first(title: str) -> str:
    """The heading of a feed's first report."""
    return f"首次接入 · {title}"


def first_outcome(found: First) -> str:
    """What a feed's first delivery came to, in one sentence."""
    told = f"《{found.title}》首次纳入核对：{accounting(found.batch)}。"
    if not found.causes:
        return told + "没有发现问题。"
    return (
        f"{told}共有 {found.findings:,} 条问题，归为以下 {len(found.causes)} 类原因；"
        "建议按原因一次改正，不必逐条处理。"
    )


def batch_state(batch: Batch) -> str:
    """What became of a delivery."""
    return "暂缓入库" if batch.status == "held" else "已入库，本报告以它为准"


def case_about(line: CaseLine, facts: ProviderFacts) -> str:
    """What a case is about: the data, the element, the other side."""
    cause = line.case.cause
    feed, own = (cause.provider, cause.feed), cause.provider == facts.slug
    sides = {cause.provider, cause.respondent, cause.counterparty} - {facts.slug, None}
    others = [facts.called(side or "") for side in sorted(sides, key=str)]
    told = [facts.feeds.get(cause.feed, cause.feed)] if own else []
    if cause.element:
        of = (*facts.supplies.get(feed, ("", "")), cause.element)
        told.append(facts.element(of, feed))
    told += [f"对方：{'、'.join(others)}"] if others else []
    return " · ".join(told)


def case_state(line: CaseLine, facts: ProviderFacts) -> str:
    """How a case stands, and what its reader owes, if it does."""
    case, mine = line.case, line.case.owner == facts.slug
    whose = facts.providers.get(case.owner or "", facts.bureau)
    words = {
        "raised": "请答复",
        "asked": f"请答复，待答复 {case.unanswered:,} 条",
        "rechecking": "请更正并照常报送，下一批数据核对通过后自动核销"
        if mine
        else "已裁定，基础库更新后自动核销"
        if case.owner == BUREAU
        else f"等待{whose}更正",
        "negotiating": "请回应对方的异议" if mine else f"等待{whose}回应",
        "adjudicating": f"由{facts.bureau}认定",
    }
    if case.extended:
        words["asked"] += "（已延期一次）"
    if case.escalated:
        return f"已逾期并报{facts.bureau}督办；{words[case.phase]}"
    return words[case.phase]


def case_told(line: CaseLine, facts: ProviderFacts) -> str:
    """How a case stands, and why the bureau decided so where it did; the reason may hold values."""
    state, reason = case_state(line, facts), line.case.decided
    return f"{state}。{facts.bureau}意见：{reason.strip()}" if reason else state


def case_due(line: CaseLine) -> str:
    """The day its next step is due."""
    return f"{line.due}{'（暂定）' if line.provisional else ''}" if line.due else ""


DUE = (
    "同一原因的问题立为一案，期限按工作日计算，收到之日不计入。“暂定”表示该年节假日安排尚未公布，"
    "公布后相应调整。到期未答复的，报主管部门督办。"
)


def held(batch: Batch, facts: ProviderFacts) -> str:
    """That a delivery is held, and why."""
    title = facts.feeds.get(batch.feed, batch.feed)
    return (
        f"《{title}》{batch.as_of} 的一批数据暂缓入库：{batch.held_reason}"
        "　在改正并重新报送之前，沿用上一批合格数据（如有），以下明细也以上一批为准。"
    )


def accounting(batch: Batch) -> str:
    """How a delivery's rows add up; nothing is lost without a word."""
    if batch.received is None:
        return "未计数"
    if batch.status == "held":
        return f"收到 {batch.received:,} 条，未入库"
    return (
        f"收到 {batch.received:,} 条 = 入库 {batch.accepted:,} + 暂存 {batch.quarantined:,}"
        f" + 重复合并 {batch.duplicates:,}"
    )


def progress(report: Report) -> str:
    """What has changed since the last report."""
    return (
        f"已解决 {len(report.closed):,} 条，新增 {report.opened:,} 条，"
        f"尚余 {report.findings:,} 条。"
    )


ROW_NUMBER = "明细中的“行号”是贵单位所报数据中的第几条记录（不含表头）。"
