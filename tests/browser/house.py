"""What is walked: who comes, and the pages there are, each at an address that shows something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from desk.lectern import OFFICER, Lectern
from notice.desk import GAP, ONE, TWO, Desk, fill
from notice.given import TUESDAY

from onesource.desk.host import ROLES, Visitor
from onesource.desk.rooms import ROUTES

# Who comes: each role by itself, everything together, somebody without a role, and nobody.
VISITORS: dict[str, Visitor | None] = {
    "officer": OFFICER,
    **{role: Visitor(role, frozenset({role})) for role in ROLES},
    "guest": Visitor("guest"),
    "nobody": None,
}
# By name: the route, an address of it, and its status. Every route of the desk has to be among them.
PAGES: dict[str, tuple[str, str, int]] = {
    "overview": ("/", "/", 200),
    "overview-late": ("/", "/?state=late&q=卫生", 200),
    "catalogue": ("/catalogue", "/catalogue", 200),
    "matrix": ("/catalogue/{library}/{entity}", "/catalogue/population/person", 200),
    "lineage": ("/lineage", "/lineage", 200),
    "lineage-department": (
        "/lineage/departments/{provider}",
        "/lineage/departments/health",
        200,
    ),
    "lineage-feed": ("/lineage/feeds/{provider}/{feed}", "/lineage/feeds/health/deaths", 200),
    "lineage-entity": (
        "/lineage/entities/{library}/{entity}",
        "/lineage/entities/population/person",
        200,
    ),
    "lineage-element": (
        "/lineage/elements/{library}/{entity}/{element}",
        "/lineage/elements/population/person/name",
        200,
    ),
    "cases": ("/cases", "/cases", 200),
    "cases-none": ("/cases", "/cases?phase=closed&feed=health/deaths", 200),
    "case-asked": ("/cases/{case}", "/cases/{asked}", 200),
    "case-adjudicating": ("/cases/{case}", "/cases/{adjudicating}", 200),
    "rows": ("/cases/{case}/rows", "/cases/{asked}/rows", 200),
    "data": ("/data", "/data", 200),
    "audit": ("/audit", "/audit", 200),
    "feed": ("/feeds/{provider}/{feed}", "/feeds/health/deaths", 200),
    "feed-new": ("/feeds/{provider}/{feed}", "/feeds/taxation/taxpayers", 200),
    "refused": ("/cases", "/cases?page=0", 400),
    "missing": ("", "/nothing", 404),
}


def status(page: str, visitor: str) -> int:
    """What a page answers a visitor."""
    (route, _, own), who = PAGES[page], VISITORS[visitor]
    if who is None:
        return 401
    may = ROUTES[route].roles if route else ROLES
    return own if who.roles.intersection(may) else 403


@dataclass(frozen=True)
class House:
    """A served desk in whose base database something has happened. cases: ids by phase."""

    lectern: Lectern
    cases: dict[str, str]

    def address(self, name: str) -> str:
        return self.lectern.url + PAGES[name][1].format(**self.cases)


def lived_in(lectern: Lectern, folder: Path) -> House:
    """Feeds that came, came late, failed and were held; a library that grew; cases in several hands."""
    for back in (3, 2, 1):
        lectern.batch("health/deaths", TUESDAY - timedelta(days=back))
    lectern.batch("health/deaths", TUESDAY, held="少了一栏：死亡日期（death_date）")
    lectern.batch("statistics/divisions", TUESDAY)
    lectern.batch("health/births", TUESDAY - timedelta(days=30))
    failed = (
        "insert into registry.result values (:batch, 'invalid', 'required', 'name', 'critical', :n)"
    )
    for back, many in ((3, 7), (2, 3), (1, 1)):
        at = TUESDAY - timedelta(days=back)
        lectern.run(failed, batch=f"health/deaths.{at:%Y%m%d}", n=many)
    lectern.told["failing"] = {"feed.statistics.divisions"}
    lectern.builds(TUESDAY, 41_900, 41_950, 41_963)
    desk = Desk(lectern.base, folder)
    report = desk.sent(ONE, TWO, GAP)
    desk.take(fill(report, {GAP.number: ("非我部门", "该区划由民政部门认定，请核实")}))
    return House(lectern, {case["phase"]: str(case["case_id"]) for case in desk.cases()})
