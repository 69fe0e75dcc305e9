"""Each page opens for its roles and no other; who tried is in the audit log, which the auditor reads."""

from __future__ import annotations

import pytest
from desk.lectern import Lectern, Read

from onesource.desk.host import ROLES, Visitor
from onesource.desk.rooms import ROUTES

NOBODY = "00000000-0000-0000-0000-000000000000"
FILLED = {
    "case": NOBODY,
    "provider": "health",
    "feed": "deaths",
    "library": "population",
    "entity": "person",
    "element": "phone",
}
CASES = [(path, room, role) for path, room in ROUTES.items() for role in ROLES]
ENTRIES = "select who, roles, act, about from audit.entry order by entry_id"


def asked(lectern: Lectern, path: str, method: str) -> int:
    url = f"{lectern.url}{path.format(**FILLED)}"
    return lectern.session.request(method, url, timeout=20).status_code


@pytest.mark.parametrize(
    ("path", "room", "role"), CASES, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_page_opens_for_its_roles_alone(lectern: Lectern, path: str, room, role: str):
    lectern.told["visitor"] = Visitor("somebody", frozenset({role}))
    method = "POST" if "POST" in room.methods else "GET"

    status = asked(lectern, path, method)

    tried = lectern.base.rows(ENTRIES)
    if role in room.roles:
        assert status in (200, 400, 404)
        assert tried == []
    else:
        assert status == 403
        about = f"{method} {path.format(**FILLED)}"
        assert tried == [{"who": "somebody", "roles": [role], "act": "refused", "about": about}]


def test_who_has_no_role_is_written_down_and_who_is_nobody_is_not(lectern: Lectern):
    lectern.told["visitor"] = Visitor("guest")
    assert asked(lectern, "/", "GET") == 403
    lectern.told["visitor"] = None
    assert asked(lectern, "/", "GET") == 401

    assert [row["who"] for row in lectern.base.rows(ENTRIES)] == ["guest"]


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_shows_what_may_be_opened(lectern: Lectern, role: str):
    lectern.told["visitor"] = Visitor("somebody", frozenset({role}))

    links = set(Read(lectern.look().text).links())

    rooms = {"/audit", "/cases", "/catalogue", "/data", "/lineage"}
    assert links & rooms == {path for path in rooms if role in ROUTES[path].roles}


def test_the_auditor_finds_who_tried_what(lectern: Lectern):
    for name in ("first", "second"):
        lectern.told["visitor"] = Visitor(name, frozenset({"operator"}))
        asked(lectern, "/audit", "GET")
    lectern.told["visitor"] = Visitor("auditor", frozenset({"auditor"}))

    everybody, second = lectern.look("audit").text, lectern.look("audit?who=second").text
    none = lectern.look("audit?act=look_up").text
    today = lectern.look("audit?day=2026-11-24").text
    before = lectern.look("audit?day=2026-11-23").text

    assert everybody.index("second") < everybody.index("first")
    assert "GET /audit" in second
    assert ">first<" not in second
    assert "没有记录" in none
    assert "second" in today
    assert lectern.look("audit?who=%00").status_code == 400
    assert "没有记录" in before


def test_a_long_audit_log_is_paged(lectern: Lectern):
    lectern.run(
        "insert into audit.entry (at, who, roles, act, about) "
        "select now(), 'n' || n, '{}', 'refused', 'GET /' from generate_series(1, 150) n"
    )

    first = Read(lectern.look("audit?act=refused").text)
    [following] = [link for link in first.links() if "before=" in link and "lang=" not in link]
    second = lectern.look(following[1:]).text

    assert ">n50<" in second
    assert ">n51<" not in second
    assert ">n1<" in second
