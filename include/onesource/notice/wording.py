"""The words of a report, in Chinese, for readers who have never heard of the system.

Decides what each kind of finding is called, what it means and what to do about it.
Not where the words stand: pages and sheets take them from here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from onesource.notice.model import Batch, Finding, ProviderFacts, Report, Section
from onesource.quality.contract import WORDS


@dataclass(frozen=True)
class Kind:
    """What a kind of finding is called, what it means, and what its provider does about it."""

    title: str
    meaning: str
    remedy: str


KINDS: dict[str, Kind] = {
    "contract": Kind(
        "不符合约定",
        "这一批数据与约定的格式或清单不符，整批暂缓入库，仍沿用上一批合格数据。",
        "按说明改正后重新报送整批数据。",
    ),
    "volume": Kind(
        "数量异常",
        "这一批数据的数量或缺口超出约定范围，须先查明原因。",
        "核对是否漏报或多报；确属实际变化的，请选“确认无误”并说明原因。",
    ),
    "late": Kind(
        "逾期未报",
        "已过约定的报送时间，仍未收到数据。",
        "请尽快报送；不能按期的，请选“申请延期”并写明日期。",
    ),
    "invalid": Kind(
        "校验未通过",
        "单条数据未通过约定的校验规则。“严重”的未入库，“提示”的已入库但请改进。",
        "按问题说明改正后随下一批报送。",
    ),
    "conflict": Kind(
        "与权威值不一致",
        "同一对象的同一数据项，贵单位报送的值与负责该数据项的部门登记的值不同。",
        "核对后更正；认为现行值有误的，请选“有异议”并附依据。",
    ),
    "unregistered": Kind(
        "权威登记中没有",
        "贵单位报送了这一对象，但负责登记的部门没有登记它，或者已将它撤销。",
        "核对代码是否有误、对象是否已撤销；确实存在的，请选“有异议”并附依据。",
    ),
    "uncovered": Kind(
        "应报未报",
        "负责登记的部门登记了这一对象，它也在贵单位的报送范围内，但最近一批数据中没有。",
        "补报；不属于贵单位报送范围的，请选“非我部门”并说明。",
    ),
    "duplicate": Kind(
        "重复报送",
        "同一对象在一批数据中出现多次，且内容互相矛盾。",
        "保留正确的一条，随下一批报送。",
    ),
    "identity": Kind(
        "身份标识冲突",
        "一个号码对应了多个对象，或一个对象有多个号码。",
        "核对号码，更正后随下一批报送。",
    ),
    "broken_link": Kind(
        "关联对象不存在",
        "数据中引用的另一对象查不到。",
        "核对引用的代码，更正或补报被引用的对象。",
    ),
    "geometry": Kind(
        "空间图形有误",
        "图形不符合空间数据的要求。",
        "在源数据中修正图形，随下一批报送。",
    ),
}

ANSWERS: dict[str, str] = {
    "已更正": "贵单位有误，已在源系统改正；下一批数据到达后自动核销",
    "确认无误": "贵单位的值是对的且有依据；请在“答复说明”写明依据",
    "有异议": "认为现行值有误；请在“答复说明”写明正确的值和依据，由主管部门协调相关部门核实",
    "申请延期": "需要更多时间；请在“答复说明”写明预计完成日期",
    "非我部门": "不由贵单位负责；请在“答复说明”写明应由哪个部门答复",
}

SEVERITIES = {"critical": "严重", "warning": "提示"}

CLOSED_BY = {
    "data": "数据已更正",
    "ruling": "已裁定",
    "rule_change": "核对规则已调整",
    "feed_ended": "该项报送已终止",
}

_KNOWN_AS = {"abolished": "登记中已撤销"}
_MISPLACED_REMEDY = "报送的名称在登记中属于“同县另码”一列的代码，请核对编码顺序"


_CHECKED = ("invalid", "duplicate")


def message(finding: Finding) -> str | None:
    """What is wrong with one finding; what fails a check always says so."""
    said = finding.detail.get("message") or WORDS.get(finding.rule, ("",))[0]
    if not said and finding.kind in _CHECKED:
        return f"未通过约定的校验规则“{finding.rule}”"
    return str(said) if said else None


def remedy(finding: Finding) -> str:
    """What to do about one finding."""
    if finding.stands_at:
        return _MISPLACED_REMEDY
    return str(finding.detail.get("remedy") or KINDS[finding.kind].remedy)


def delivered(finding: Finding, facts: ProviderFacts) -> str:
    """The delivered value, with a code's title where it has one."""
    if finding.kind == "uncovered":
        return "（未报送）"
    return _value(finding.provider_value, finding, facts)


def in_force(finding: Finding, facts: ProviderFacts) -> str:
    """The value in force, or how it is that there is none."""
    if finding.kind == "unregistered" and finding.golden_value is None:
        return _KNOWN_AS.get(str(finding.detail.get("known_as")), "（登记中没有）")
    return _value(finding.golden_value, finding, facts)


def _value(value: str | None, finding: Finding, facts: ProviderFacts) -> str:
    if value is None:
        return ""
    return facts.codes.get(finding.element_key, {}).get(value, value)


def element(finding: Finding, facts: ProviderFacts) -> str:
    """The element's title; a finding without one concerns the whole record."""
    if finding.element is None:
        return "整条记录" if finding.entity_key else ""
    return facts.elements.get(finding.element_key, finding.element)


def highlights(section: Section, facts: ProviderFacts) -> list[str]:
    """What a reader must know of a kind before reading row by row."""
    of = Counter((one.group or "", element(one, facts)) for one in section.findings)
    moved = Counter((one.group or "", element(one, facts)) for one in section.misplaced)
    said = [_one_cause(*what, moved[what], of[what]) for what in sorted(moved)]
    abolished = sum(one.detail.get("known_as") == "abolished" for one in section.findings)
    if abolished:
        said.append(
            f"“{KINDS[section.kind].title}”的 {len(section.findings):,} 条中，有 {abolished:,} 条"
            "是登记中已撤销的，请停止报送，或改报承接它的对象。"
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
        f"请在收到后 {facts.answer_days} 个工作日内，将填好的 XLSX 文件交回{facts.bureau}。",
    ]


def outcome(report: Report) -> str:
    """The whole report in one sentence."""
    if not report.findings:
        return "目前没有需要贵单位核实的问题。"
    news = f"，其中 {report.opened:,} 条为上次报告之后新出现" if report.since else ""
    return f"目前共有 {report.findings:,} 条问题待核实{news}。"


def batch_state(batch: Batch) -> str:
    """What became of a delivery."""
    return "暂缓入库" if batch.status == "held" else "已入库，本报告以它为准"


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
        f"收到 {batch.received:,} 条 = 入库 {batch.accepted:,} + 隔离 {batch.quarantined:,}"
        f" + 重复合并 {batch.duplicates:,}"
    )


def progress(report: Report) -> str:
    """What has changed since the last report."""
    return (
        f"已解决 {len(report.closed):,} 条，新增 {report.opened:,} 条，"
        f"尚余 {report.findings:,} 条。"
    )


ROW_NUMBER = "明细中的“行号”是贵单位所报数据中的第几条记录（不含表头）。"
