"""Which steps of a case are open to whom, as it stands; what each does is decided in steps."""

from __future__ import annotations

from onesource.discrepancy.case import BUREAU, SYSTEM, Case
from onesource.errors import Refused

ANSWERED = frozenset({"asked", "rechecking", "negotiating", "adjudicating"})


class NotOpen(Refused):
    """The step is not open in this state, or not to this actor; says which are."""


def open_to(case: Case, actor: str) -> tuple[str, ...]:
    """The steps open to an actor: a provider's slug, the bureau or the system."""
    own, other = case.cause.respondent, case.cause.counterparty
    found = {
        "notify": case.phase == "raised" and actor == SYSTEM,
        "answer": case.phase in ANSWERED and actor == own,
        "extend": case.phase == "asked" and actor == own and not case.extended,
        "propose": case.phase == "negotiating" and actor == case.owner,
        "agree": case.phase == "negotiating" and actor == case.owner,
        "refer": case.phase == "negotiating" and actor in (own, other, BUREAU, SYSTEM),
        "decide": case.phase == "adjudicating" and actor == BUREAU,
        "rule": case.phase == "adjudicating" and actor == BUREAU and case.cause.kind == "conflict",
        "transfer": case.phase in ANSWERED and actor == BUREAU,
    }
    return tuple(step for step, is_open in found.items() if is_open)


def require(case: Case, step: str, actor: str) -> None:
    """Raises NotOpen where a step is not open to an actor, saying which steps are, and to whom."""
    if step in open_to(case, actor):
        return
    known = dict.fromkeys((case.cause.respondent, case.cause.counterparty, BUREAU))
    told = {one: open_to(case, one) for one in known if one}
    words = "; ".join(f"{', '.join(steps)} ({one})" for one, steps in told.items() if steps)
    raise NotOpen(
        f"the case is {case.phase}: {step} is not open to {actor}; open now: {words or 'nothing'}",
        phase=case.phase,
        step=step,
        actor=actor,
        open=told,
    )
