"""The words of one finding: what is wrong, what was delivered, what stands instead, what to do.

Decides what a provider may see of others: a value in force is shown where the provider
states that element itself, since it is being compared; any other only where whoever it
comes from shares it with everyone (public or unconditional).
"""

from __future__ import annotations

from onesource.notice.kinds import KINDS
from onesource.notice.model import Finding, ProviderFacts
from onesource.notice.shapes import described
from onesource.quality.words import WORDS

KEPT = 10  # signs of a masked key that are shown
HALF, SUREST = 0.5, 99  # an estimate never tells more than 99 %
COMPARED = ("conflict", "identity")  # the provider states it itself
CHECKED = ("invalid", "duplicate", "identity")

RULES = {  # what is wrong, what to do: rules that are no checks of single rows
    "superseded_number": (
        "所报的是旧号码（代码），登记中已改用“现行值”一列的新号码",
        "请改用新号码报送；两者不是同一对象的，请选“有异议”并说明",
    ),
}
_KNOWN_AS = {"abolished": "登记中已撤销"}
_MISPLACED_REMEDY = "报送的名称在登记中属于“同县另码”一列的代码，请核对编码顺序"
_LINK_REMEDIES = {
    "unknown": "请核对号码（代码）是否写错；确实存在的，请选“有异议”并附依据",
    "inactive": "请核实对象的现状，更正或解除该项关联；登记有误的，请选“有异议”并附依据",
}
_PLACE_REMEDIES = {
    "outside_division": "请核对图形的坐标系和位置，或改正所在区划代码",
    "overlap": "请核对两个图形的边界，改正重叠的部分；同一对象重复报送的，请合并",
}


def message(finding: Finding, facts: ProviderFacts) -> str | None:
    """What is wrong with one finding; what fails a check always says so."""
    said = finding.detail.get("message") or _ruled(finding, 0)
    if finding.kind == "broken_link":
        said = _link(finding, facts)
    if not said and finding.kind in CHECKED:
        return f"未通过约定的校验规则“{finding.rule}”"
    return str(said) if said else None


def about(element: str, message: str) -> str:
    """What is wrong with which element, named once."""
    return message if not element or element in message else f"{element}：{message}"


def remedy(finding: Finding) -> str:
    """What to do about one finding."""
    if finding.stands_at:
        return _MISPLACED_REMEDY
    own = _PLACE_REMEDIES.get(finding.rule)
    if finding.kind == "broken_link":
        own = _LINK_REMEDIES.get(finding.rule.rpartition("_")[2])
    told = finding.detail.get("remedy") or own or _ruled(finding, 1)
    return str(told or KINDS[finding.kind].remedy)


def _ruled(finding: Finding, place: int) -> str:
    return (RULES | WORDS).get(finding.rule, ("", ""))[place]


def delivered(finding: Finding, facts: ProviderFacts) -> str:
    """The delivered value, with a code's title where it has one."""
    if finding.kind == "uncovered":
        return "（未报送）"
    if finding.kind == "geometry" and finding.provider_value:
        return described(finding.provider_value)
    return _value(finding.provider_value, finding, facts)


def in_force(finding: Finding, facts: ProviderFacts) -> str:
    """The value in force, or how it is that there is none, or that it may not be shown."""
    if finding.kind == "unregistered" and finding.golden_value is None:
        return _state(finding, facts, finding.library, finding.entity) or "（登记中没有）"
    if finding.golden_value is not None and not _may_see(finding, facts):
        return "（不属公开共享，未列示）"
    return _value(finding.golden_value, finding, facts)


def estimated(finding: Finding, facts: ProviderFacts) -> str | None:
    """How probably the value in force is wrong, and what is proposed: for whoever it comes from, when asked.

    None where it is rather right than wrong. Where no other value is likelier, none is proposed.
    """
    wrong = finding.authority_wrong or 0.0
    asked = finding.golden_provider == finding.respondent == facts.slug
    if not asked or wrong <= HALF:
        return None
    chance = (
        f"据各部门数据一致情况估算，该现行值有误的可能性约为 {min(round(100 * wrong), SUREST)}%"
    )
    if finding.proposed == finding.golden_value:
        return chance
    proposed = "（不属公开共享，未列示）"
    owner = (finding.backer or "", finding.library or "", finding.entity or "")
    if finding.says_so or owner in facts.shared:
        proposed = _value(finding.proposed, finding, facts)
    return f"有 {finding.backers} 个部门报送同一个值。{chance}，建议值：{proposed}"


def _may_see(finding: Finding, facts: ProviderFacts) -> bool:
    owner = (finding.golden_provider or "", finding.library or "", finding.entity or "")
    return finding.kind in COMPARED or owner in facts.shared


def key(finding: Finding, facts: ProviderFacts) -> str | None:
    """The entity's key; of one the provider did not deliver only as much as it may see."""
    known = finding.entity_key
    if known is None or finding.kind != "uncovered" or _may_see(finding, facts):
        return known
    return masked(known)


def masked(key: str) -> str:
    """A key that may not be shown whole: its first six and last four signs, of a short one none."""
    if len(key) <= KEPT:
        return "*" * max(len(key), 4)
    return f"{key[:6]}{'*' * max(len(key) - 10, 4)}{key[-4:]}"


def linked(finding: Finding, facts: ProviderFacts) -> str | None:
    """The other entity it is about: what a link leads to, or whose shape lies over this one's."""
    others = finding.detail.get("others")
    if others:
        return "、".join(map(str, others))
    target, label = finding.detail.get("target"), finding.detail.get("label")
    return f"{_title(str(target), facts)}{f'：{label}' if label else ''}" if target else None


def _link(finding: Finding, facts: ProviderFacts) -> str:
    target = str(finding.detail.get("target") or "")
    title, named = _title(target, facts), element(finding, facts)
    if finding.rule.endswith("_inactive"):
        library, _, entity = target.partition(".")
        state = _state(finding, facts, library, entity) or "已失效"
        return f"所报“{named}”指向的{title}{state}，不能再被引用"
    return f"所报“{named}”在{title}登记中查不到"


def _title(path: str, facts: ProviderFacts) -> str:
    library, _, entity = path.partition(".")
    return facts.entities.get((library, entity), path)


def _state(
    finding: Finding, facts: ProviderFacts, library: str | None, entity: str | None
) -> str | None:
    """How a register knows an entity that is no longer there."""
    known = finding.detail.get("known_as")
    if known is None:
        return None
    where = (library or "", entity or "")
    titles = facts.codes.get((*where, facts.states.get(where, "")), {})
    return _KNOWN_AS.get(str(known)) or f"登记状态为“{titles.get(str(known), known)}”"


def _value(value: str | None, finding: Finding, facts: ProviderFacts) -> str:
    if value is None:
        return ""
    return facts.codes.get(finding.element_key, {}).get(value, value)


def element(finding: Finding, facts: ProviderFacts) -> str:
    """The element's title; a finding without one concerns the whole record."""
    if finding.element is None:
        return "整条记录" if finding.entity_key else ""
    feed = (finding.provider or facts.slug, finding.feed)
    return facts.element(finding.element_key, feed)
