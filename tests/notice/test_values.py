"""What one finding says, and what it may show of others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from notice.given import STATISTICS, finding

from onesource.notice import values

LINK = {"target": "population.person", "target_key": "98", "known_as": None, "label": None}
UNSHARED = replace(STATISTICS, shared=frozenset())


def test_a_broken_link_says_what_leads_where():
    one = finding("broken_link", rule="name_unknown", detail=LINK)

    assert values.message(one, STATISTICS) == "所报“名称”在自然人登记中查不到"
    assert values.linked(one, STATISTICS) == "自然人"
    assert "核对号码" in values.remedy(one)


def test_a_link_to_one_who_is_gone_says_how_the_register_knows_it():
    one = finding("broken_link", rule="name_inactive", detail=LINK | {"known_as": "deceased"})

    told = values.message(one, STATISTICS)

    assert told == "所报“名称”指向的自然人登记状态为“死亡注销”，不能再被引用"
    assert "核实对象的现状" in values.remedy(one)


def test_the_other_is_named_where_the_finding_may_name_it():
    one = finding("broken_link", detail=LINK | {"label": "某某公司"})

    assert values.linked(one, STATISTICS) == "自然人：某某公司"


def test_shapes_that_lie_over_one_another_name_one_another():
    one = finding("geometry", rule="overlap", detail={"others": ["a", "b"], "message": "重叠"})

    assert values.linked(one, STATISTICS) == "a、b"
    assert "边界" in values.remedy(one)


@pytest.mark.parametrize(
    ("kind", "facts", "shown"),
    [
        ("conflict", UNSHARED, "南磨房乡"),
        ("uncovered", STATISTICS, "南磨房乡"),
        ("uncovered", UNSHARED, "（不属公开共享，未列示）"),
    ],
    ids=["what it states itself", "what anyone may see", "what it may not see"],
)
def test_a_value_of_others_is_shown_by_sharing_type_or_where_it_is_compared(kind, facts, shown):
    assert values.in_force(finding(kind), facts) == shown


def test_a_number_it_did_not_deliver_and_may_not_see_is_masked():
    one = finding("uncovered", key="980101199001010017")

    assert values.key(one, UNSHARED) == "980101********0017"
    assert values.key(one, replace(UNSHARED, shared=STATISTICS.shared)) == "980101199001010017"
    assert values.key(replace(one, kind="conflict"), UNSHARED) == "980101199001010017"


def test_a_person_no_longer_registered_is_told_as_the_register_knows_it():
    one = finding("unregistered", golden_value=None, detail={"known_as": "deceased"})
    person = replace(one, library="population", entity="person")

    assert values.in_force(person, STATISTICS) == "登记状态为“死亡注销”"


@pytest.mark.parametrize(
    ("kind", "rule", "said"),
    [
        ("identity", "one_number_two_entities", "名称不同的对象"),
        ("identity", "superseded_number", "旧号码"),
        ("duplicate", "entity_twice", "多条记录"),
        ("duplicate", "contradiction", "互相矛盾"),
        ("geometry", "geometry_invalid", "图形无效"),
    ],
)
def test_every_rule_of_a_set_of_rows_has_words_of_its_own(kind: str, rule: str, said: str):
    one = finding(kind, rule=rule)

    assert said in str(values.message(one, STATISTICS))
    assert values.remedy(one).startswith("请")


DOUBTED = {
    "provider": "health",
    "respondent": "statistics",
    "golden_provider": "statistics",
    "authority_wrong": 0.93,
    "proposed": "南磨房地区",
    "backer": "health",
    "backers": 2,
}


@pytest.mark.parametrize(
    ("told", "proposed"),
    [
        ({"says_so": True}, "南磨房地区"),
        ({"backer": "civil_affairs"}, "南磨房地区"),
        ({"backer": "health"}, "（不属公开共享，未列示）"),
    ],
    ids=["what is listed beside it", "what anyone may see", "what it may not see"],
)
def test_an_authority_that_is_asked_is_told_how_probably_it_is_wrong(told, proposed):
    one = finding(**(DOUBTED | told))

    assert values.estimated(one, STATISTICS) == (
        "有 2 个部门报送同一个值。据各部门数据一致情况估算，该现行值有误的可能性约为 93%，"
        f"建议值：{proposed}"
    )


def test_where_no_other_value_is_likelier_none_is_proposed():
    one = finding(**(DOUBTED | {"authority_wrong": 0.6, "proposed": "南磨房乡"}))

    told = values.estimated(one, STATISTICS)

    assert told == "据各部门数据一致情况估算，该现行值有误的可能性约为 60%"


@pytest.mark.parametrize(
    "told",
    [{"respondent": "health"}, {"golden_provider": "health"}, {"authority_wrong": 0.5}],
    ids=["who is not asked", "whose value it is not", "who is rather right"],
)
def test_nobody_else_is_told_of_an_estimate(told):
    assert values.estimated(finding(**(DOUBTED | told)), STATISTICS) is None


def test_no_estimate_is_told_as_certain():
    assert "99%" in str(
        values.estimated(finding(**(DOUBTED | {"authority_wrong": 1.0})), STATISTICS)
    )
