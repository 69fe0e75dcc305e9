"""Holds what departments were sent against their boxes and the logs: nothing twice, nothing missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from onesource.cli.year.cases import Violation
from onesource.cli.year.evidence import Evidence, Row, day_of

TURN = {"asked_again", "disputed", "proposed", "decided"}
ABOUT = {"raised", "reopened", "escalated", "transferred"}


def boxes(evidence: Evidence) -> Iterator[Violation]:
    """What was logged as delivered lay in the box that day, and nothing else of the kind did."""
    logged = Counter(
        (day_of(one["delivered_at"]), one["provider"], one["content_hash"])
        for one in evidence.deliveries
    )
    lay = Counter((one.day, one.provider, one.report) for one in evidence.seen if one.report)
    for key in logged.keys() | lay.keys():
        day, provider, report = key
        if logged[key] != lay[key]:
            how = f"report {report}: logged {logged[key]} times, laid down {lay[key]} times"
            yield Violation("notices", provider, day, how)
    present = {(one.day, one.provider, one.name) for one in evidence.seen}
    for sent in evidence.deliveries:
        day = day_of(sent["delivered_at"])
        for file in sent["files"]:
            if (day, sent["provider"], file.rpartition("/")[2]) not in present:
                yield Violation("notices", sent["delivery_id"], day, f"{file} did not lie there")


def repeated(evidence: Evidence) -> Iterator[Violation]:
    """No two reports in succession say the same, unless a case's log called for it in between."""
    respondents = {case["case_id"]: case["respondent"] for case in evidence.cases}
    owners = _owners(evidence.entries)
    for before, sent in _successive(evidence):
        if before["content_hash"] != sent["content_hash"]:
            continue
        span = range(before["last_entry_id"] + 1, sent["last_entry_id"] + 1)
        new = [one for one in evidence.entries if one["entry_id"] in span]
        asked = (_asked(one, owners, respondents) for one in new)
        if not any(sent["provider"] in several for several in asked):
            day = day_of(sent["delivered_at"])
            yield Violation("notices", sent["delivery_id"], day, "said what was said before")


def _successive(evidence: Evidence) -> Iterator[tuple[Row, Row]]:
    for provider in {one["provider"] for one in evidence.deliveries}:
        own = [one for one in evidence.deliveries if one["provider"] == provider]
        yield from pairwise(sorted(own, key=lambda one: one["delivered_at"]))


def _asked(entry: Row, owners: dict[int, str], respondents: dict[str, str]) -> set[str | None]:
    """Whom a line of a case's log has to be told."""
    facts, step = entry["facts"], entry["step"]
    if step == "reminded":
        return {facts["to"]}
    if step in TURN:
        return {facts["owner"]}
    if step == "rescheduled":
        return {owners.get(entry["entry_id"])}
    return {respondents[entry["case_id"]], facts.get("owner")} if step in ABOUT else set()


def _owners(entries: list[Row]) -> dict[int, str]:
    """Who owed the next step of its case as each line was written."""
    owes: dict[str, str] = {}
    found = {}
    for one in sorted(entries, key=lambda entry: entry["entry_id"]):
        case = one["case_id"]
        owes[case] = one["facts"].get("owner") or owes.get(case, "")
        found[one["entry_id"]] = owes[case]
    return found


def told(evidence: Evidence) -> Iterator[Violation]:
    """Whoever was raised against, reminded or asked again was told on that day, once."""
    for one in evidence.untold:
        yield Violation("notices", one.case_id, one.day, "raised, and not told after the round")
    for entry in evidence.entries:
        facts, step, day = entry["facts"], entry["step"], day_of(entry["at"])
        if step == "notified":
            owed, sent = facts["owner"], _by_name(evidence, facts["delivery"])
        elif step == "reminded":
            owed, sent = facts["to"], _next(evidence, facts["to"], entry["entry_id"])
        elif step in ("asked_again", "disputed", "decided") and facts["owner"] != "bureau":
            owed, sent = facts["owner"], _next(evidence, facts["owner"], entry["entry_id"])
            day = max(day, day_of(sent["delivered_at"])) if sent and step == "decided" else day
        else:
            continue
        if owed == "bureau":
            continue
        if sent is None or sent["provider"] != owed or day_of(sent["delivered_at"]) != day:
            how = f"{step}: {owed} was sent nothing of it that day"
            yield Violation("notices", entry["case_id"], day, how)


def _by_name(evidence: Evidence, delivery: str) -> Row | None:
    return next((one for one in evidence.deliveries if one["delivery_id"] == delivery), None)


def _next(evidence: Evidence, provider: str, entry_id: int) -> Row | None:
    """The first delivery to a provider that was made with that line of the logs in sight."""
    own = [
        one
        for one in evidence.deliveries
        if one["provider"] == provider and one["last_entry_id"] >= entry_id
    ]
    return min(own, key=lambda one: one["delivered_at"], default=None)


def receipts(evidence: Evidence) -> Iterator[Violation]:
    """Each file of answers that a department laid down brought it one receipt."""
    given = Counter(one.provider for one in evidence.seen if one.name.startswith("答复回执"))
    for provider, many in Counter(provider for _, provider, _ in evidence.handed).items():
        if given[provider] != many:
            how = f"{many} files of answers, {given[provider]} receipts"
            yield Violation("notices", provider, None, how)
