"""Every text of the desk, in Chinese and in English; names and values come from the bureau as they are."""

from __future__ import annotations

from dataclasses import dataclass

from onesource.desk.terms import TERMS

LANGUAGES = ("zh", "en")  # the first is whoever's who has not chosen
WORDS = {
    "title": ("一数一源", "One Source"),
    "overview": ("总览", "Overview"),
    "skip": ("跳到正文", "Skip to content"),
    "language": ("语言", "Language"),
    "in.zh": ("中文", "中文"),
    "in.en": ("English", "English"),
    "now": ("截至 {at}", "As of {at}"),
    "needs": ("需要处理", "Needs attention"),
    "needs.nothing": ("目前没有需要人工处理的事项。", "Nothing needs a person now."),
    "needs.all": ("查看全部 {total} 项", "See all {total}"),
    "needs.cases": ("在案件清单中查看", "Show in the list of cases"),
    "need.held": ("暂缓入库的批次", "Held batches"),
    "need.failing": ("运行失败的数据", "Failing feeds"),
    "need.late": ("逾期未报的数据", "Late feeds"),
    "need.adjudicating": ("待裁定的案件", "Cases before the bureau"),
    "need.overdue": ("已逾期的案件", "Overdue cases"),
    "due": ("期限 {day}", "due {day}"),
    "due.was": ("期限 {day}，已过期", "due {day}, overdue"),
    "due.none": ("无期限", "no due date"),
    "rows": ("{rows} 条", "findings: {rows}"),
    "bureau": ("主管部门", "The bureau"),
    "libraries": ("基础库", "Base libraries"),
    "libraries.caption": ("各基础库的规模与新鲜度", "Size and freshness of each base library"),
    "library": ("基础库", "Library"),
    "size": ("数据量", "Entities"),
    "by_entity": ("其中（约数）", "Of which (approximate)"),
    "disagreements": ("差异", "Disagreements"),
    "published": ("发布时间", "Published"),
    "rests_on": ("依据数据日", "Data days"),
    "trend": ("近期变化", "Trend"),
    "trend.told": (
        "最近 {builds} 次发布：{first} → {last}",
        "last {builds} builds: {first} → {last}",
    ),
    "trend.none": ("尚无变化记录", "no trend yet"),
    "not_built": ("尚未建库", "Not built yet"),
    "to": ("{first} 至 {last}", "{first} to {last}"),
    "feeds": ("数据归集", "Feeds"),
    "feeds.caption": (
        "各数据的报送状态，和最近一批已核算数据的条数",
        "State of each feed, and the accounts of its last batch that was counted",
    ),
    "feeds.found": (
        "共 {found} 项，第 {page}/{pages} 页",
        "Feeds: {found}, page {page} of {pages}",
    ),
    "feeds.none": ("没有符合条件的数据。", "No feed matches."),
    "feed": ("数据", "Feed"),
    "provider": ("报送单位", "Provider"),
    "state": ("状态", "State"),
    "state.all": ("全部", "All"),
    "state.held": ("暂缓", "Held"),
    "state.failing": ("失败", "Failing"),
    "state.late": ("逾期", "Late"),
    "state.waiting": ("尚未报送", "Not begun"),
    "state.on_time": ("正常", "On time"),
    "next_due": ("下次最迟", "Next due"),
    "data_day": ("数据日", "Data day"),
    "received": ("接收", "Received"),
    "accepted": ("入库", "Accepted"),
    "quarantined": ("隔离", "Quarantined"),
    "duplicates": ("重复", "Duplicates"),
    "search": ("搜索数据或单位", "Search feeds and providers"),
    "search.go": ("搜索", "Search"),
    "previous": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "pages": ("翻页", "Pages"),
    "filter": ("按状态筛选", "Filter by state"),
    "backlog": ("案件积压", "Case backlog"),
    "backlog.caption": (
        "未了结案件，按应办单位和立案时间",
        "Open cases by who owes the next step, and age",
    ),
    "backlog.none": ("没有未了结的案件。", "No open cases."),
    "owner": ("应办单位", "Owner"),
    "week": ("7 天以内", "Up to 7 days"),
    "month": ("8–30 天", "8–30 days"),
    "older": ("30 天以上", "Over 30 days"),
    "cases": ("案件", "Cases"),
    "overdue": ("逾期", "Overdue"),
    "findings": ("差异条数", "Findings"),
    "case": ("案件", "Case"),
    "cases.caption": ("案件清单，最紧迫的在前", "Cases, the most pressing first"),
    "cases.found": ("共 {found} 案，第 {page}/{pages} 页", "{found} cases, page {page} of {pages}"),
    "cases.none": ("没有符合条件的案件。", "No case matches."),
    "phase": ("阶段", "Phase"),
    "kind": ("问题", "Kind"),
    "about": ("事由", "About"),
    "respondent": ("被询问部门", "Respondent"),
    "counterparty": ("对方部门", "Other side"),
    "due.head": ("期限", "Due"),
    "overdue.only": ("只看逾期", "Overdue only"),
    "standing": ("现状", "As it stands"),
    "escalated": ("已逾期并督办", "escalated"),
    "counts": (
        "未了结 {rows} 条，待答复 {unanswered} 条，有异议 {contested} 条",
        "{rows} open, {unanswered} unanswered, {contested} contested",
    ),
    "opened": ("立案次数", "Times opened"),
    "decided": ("主管部门意见", "The bureau's reason"),
    "open": ("现在可以办理", "Open steps"),
    "decide.here": ("到“差异裁定”裁定", "Decide it in the adjudications"),
    "log": ("办理经过", "Log"),
    "rows.see": ("查看各条", "See its rows"),
    "rows.of": ("案件 {number} 的各条", "Rows of case {number}"),
    "rows.case": ("回到案件", "Back to the case"),
    "rows.head": ("未了结的 {rows} 条", "{rows} open rows"),
    "rows.caption": (
        "报送的值与现行值对照；不向各部门共享的号码只显示首尾",
        "What was delivered beside what is in force; a key not shared with all shows its ends alone",
    ),
    "rows.none": ("没有未了结的条目。", "No row is open."),
    "row.number": ("编号", "Number"),
    "row.key": ("代码", "Key"),
    "row.came": ("报送", "Delivered on"),
    "row.line": ("第 {line} 行", "row {line}"),
    "row.delivered": ("{whose}报送的值", "As delivered by {whose}"),
    "row.in_force": ("现行值（{whose}）", "In force ({whose})"),
    "row.problem": ("问题说明", "Problem"),
    "row.answer": ("{whose}的答复", "{whose} says"),
    "first": ("第一页", "First page"),
    "sides": ("双方", "Both sides"),
    "sides.why": (
        "由一致情况和已办结案件估算，仅供参考，不代替裁定。",
        "Estimated from agreement and settled cases; it decides nothing.",
    ),
    "side.authority": ("来源部门", "the authority"),
    "side.provider": ("报送部门", "the provider"),
    "probably_right": ("正确的可能性", "Probably right"),
    "reliability": ("该项数据的可信度", "Reliability on the element"),
    "grounds": ("依据数据条数", "Claims it rests on"),
    "any_feed": ("不限数据", "any feed"),
    "runs": ("在 Airflow 中查看运行", "Its runs in Airflow"),
    "open.cases": ("未了结案件 {cases} 件", "{cases} open cases"),
    "batches": ("批次", "Batches"),
    "batches.caption": (
        "各批数据的处理结果，最近的在前",
        "What became of each batch, the latest first",
    ),
    "batches.found": (
        "共 {found} 批，第 {page}/{pages} 页",
        "{found} batches, page {page} of {pages}",
    ),
    "batches.none": ("没有批次。", "No batches."),
    "came": ("收到时间", "Received at"),
    "trend.accepted": (
        "最近 {batches} 批入库数据：{first} → {last}",
        "last {batches} accepted batches: {first} → {last}",
    ),
    "results": ("校验结果", "Results of the checks"),
    "results.caption": (
        "最近各批入库数据未通过的校验规则，最近一批条数多的在前",
        "What the last accepted batches failed, the most failed by the latest first",
    ),
    "results.none": ("最近各批数据全部通过校验。", "The last batches passed every check."),
    "rule": ("规则", "Rule"),
    "result.now": ("现有条数", "Findings now"),
    "result.rows": ("各条", "Rows"),
    "agreed": ("约定", "What was agreed"),
    "resource": ("目录编码", "Resource code"),
    "cycle": ("更新周期", "Update cycle"),
    "mode": ("方式", "Mode"),
    "sharing": ("共享类型", "Sharing type"),
    "supplies": ("供给", "Supplies"),
    "columns.caption": ("约定的数据项", "Columns agreed on"),
    "column": ("数据项", "Column"),
    "column.title": ("名称", "Title"),
    "column.type": ("类型", "Type"),
    "column.required": ("必填", "Required"),
    "column.codes": ("代码表", "Code list"),
    "yes": ("是", "yes"),
    "catalogue": ("一数一源目录", "Catalogue"),
    "coverage": ("覆盖情况", "Coverage"),
    "coverage.caption": (
        "各对象的数据元中，有数据来源的、缺来源的、无从比对的",
        "Of each entity's elements: with a delivered source, without one, compared with nobody's",
    ),
    "entity": ("对象", "Entity"),
    "elements": ("数据元", "Elements"),
    "covered": ("有来源", "With a source"),
    "existence.head": ("存在与否以谁为准", "Existence told by"),
    "resources": ("数据资源", "Resources"),
    "resources.caption": (
        "各部门报送的数据资源，按目录编码",
        "What is delivered, by resource code",
    ),
    "search.resources": ("搜索资源、编码或单位", "Search resources, codes and providers"),
    "existence": ("是否存在以{providers}为准", "Existence is told by {providers}"),
    "gaps": ("{gaps} 项没有数据来源", "{gaps} without a delivered source"),
    "gap": ("缺来源", "no delivered source"),
    "alone": ("无比对", "not compared"),
    "matrix.caption": (
        "各数据元的来源部门和比对部门",
        "The source of each element, and who is compared",
    ),
    "element": ("数据元", "Element"),
    "reference": ("编号 {reference}", "Reference {reference}"),
    "problem.400": ("请求有误", "Bad request"),
    "problem.400.why": (
        "网址中的参数不对，请从总览重新进入。",
        "A parameter in the address is wrong; start again from the overview.",
    ),
    "problem.401": ("请先登录", "Please log in"),
    "problem.401.why": (
        "登录 Airflow 后再打开本页。",
        "Log in to Airflow, then open this page again.",
    ),
    "problem.403": ("没有查看权限", "Not allowed"),
    "problem.403.why": (
        "您的账号没有查看“一数一源”的权限，请联系管理员。",
        "Your account may not view One Source; ask your administrator.",
    ),
    "problem.404": ("没有这一页", "No such page"),
    "problem.404.why": ("请从总览重新进入。", "Start again from the overview."),
    "problem.405": ("不能这样请求", "Not possible"),
    "problem.405.why": ("本页只能查看。", "This page can only be viewed."),
    "problem.500": ("系统出错", "Something went wrong"),
    "problem.500.why": (
        "请把下面的编号告诉管理员，可据此在日志中查到原因。",
        "Give your administrator the reference below; the log tells the cause under it.",
    ),
    "problem.503": ("数据库暂时不可用", "The database does not answer"),
    "problem.503.why": (
        "数据没有丢失。恢复后刷新本页即可，页面也会自动重试。",
        "No data is lost. This page tries again by itself, or reload it.",
    ),
    **TERMS,
}


@dataclass(frozen=True)
class Words:
    """The texts in one language."""

    language: str

    @property
    def tag(self) -> str:
        """The language as HTML names it."""
        return {"zh": "zh-CN"}.get(self.language, self.language)

    def __call__(self, key: str, **values: object) -> str:
        """A text with its values filled in. Raises KeyError for one there is not."""
        return WORDS[key][LANGUAGES.index(self.language)].format(**values)

    def known(self, stem: str, text: str) -> str:
        """What the system wrote in its own words in this language; what a person wrote as it is."""
        key = f"{stem}.{text}"
        return self(key) if key in WORDS else text
