"""Random ways through a case: no illegal state, log and state agree, every due day is worked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from onesource.catalog import Catalog
from onesource.clock import BUREAU_TIME
from onesource.discrepancy import course, steps
from onesource.discrepancy.case import (
    BUREAU,
    PHASES,
    SETTLES,
    SYSTEM,
    Case,
    Cause,
    Entry,
    after,
    replay,
)
from onesource.discrepancy.course import MOST_RUNGS, Seen
from onesource.discrepancy.openings import NotOpen, open_to
from onesource.discrepancy.steps import Now, Reply, Ruled
from onesource.discrepancy.workdays import Calendar

TERM = Catalog.load_deadlines().default
CALENDAR = Calendar()
OWN, OTHER = "health", "public_security"
ACTORS = (OWN, OTHER, BUREAU, SYSTEM, "taxation")
FIRST = datetime(2026, 9, 14, 8, 30, tzinfo=BUREAU_TIME)  # before the national holidays
COUNTS = st.integers(0, 5)
COUNTED = ("rows", "unanswered", "contested", "not_ours")


class Ways(RuleBasedStateMachine):
    """One case, its rows as the data has them, and a day that goes on."""

    @initialize(counterparty=st.sampled_from([OTHER, BUREAU, None]))
    def begin(self, counterparty):
        self.cause = Cause(OWN, OWN, "contacts", "conflict", "telephone", counterparty)
        self.case, self.log, self.at = Case(self.cause), [], FIRST
        self.rows: list[list] = []  # [day opened, answer or None]
        self.was: dict[int, str] = {}

    @property
    def now(self) -> Now:
        return Now(self.at, CALENDAR, TERM)

    def seen(self, gone: int = 0) -> Seen:
        unanswered = [day for day, answer in self.rows if answer is None]
        contested = sum(answer == "disputed" for _, answer in self.rows)
        oldest = min(unanswered, default=None)
        not_ours = sum(answer == "elsewhere" for _, answer in self.rows)
        counts = (len(self.rows), len(unanswered), contested + not_ours, not_ours)
        return Seen(*counts, oldest, gone, "data")

    def take(self, entries: list[Entry]) -> None:
        for entry in entries:
            self.case = after(self.case, entry)
            self.log.append(entry)
            if entry.step in SETTLES:
                for row in self.rows:
                    if row[1] in ("disputed", "elsewhere"):
                        self.was[id(row)], row[1] = row[1], "decided"

    @rule(days=st.integers(1, 9))
    def days_pass(self, days):
        self.at += timedelta(days=days)
        self.a_round()

    @rule(joins=COUNTS, leaves=COUNTS)
    def rows_come_and_go(self, joins, leaves):
        gone = min(leaves, len(self.rows))
        del self.rows[:gone]
        self.rows += [[self.now.today, None] for _ in range(joins)]
        self.take(course.count(self.case, self.seen(gone), self.now))

    @rule()
    def a_round(self):
        self.take(course.count(self.case, self.seen(), self.now))
        self.take(course.reschedule(self.case, self.now))
        before = self.case
        entries = course.remind(self.case, self.now)
        self.take(entries)
        assert course.remind(self.case, self.now) == []  # never twice a day
        assert [e for e in entries if e.step == "reminded"] == [] or self.case.rung > before.rung

    @rule()
    def a_delivery_shows_nothing(self):
        if self.case.phase == "rechecking":
            for row in self.rows:  # promised by itself: asked anew; by another: contested again
                row[1] = None if self.case.owner == OWN else self.was.get(id(row), row[1])
            self.take(course.recheck(self.case, "a batch", self.seen(), self.now))

    @precondition(lambda self: self.case.phase == "raised")
    @rule()
    def it_is_told(self):
        self.take(steps.notify(self.case, "a delivery", self.now))

    @rule(how=st.sampled_from(["corrected", "disputed", "elsewhere"]), many=st.integers(1, 6))
    def rows_are_answered(self, how, many):
        if "answer" in open_to(self.case, OWN):
            for row in self.rows[:many]:
                row[1] = how
            seen = self.seen()
            reply = Reply(
                {how: many}, seen.rows, seen.unanswered, seen.contested, seen.not_ours, "a file"
            )
            self.take(steps.answer(self.case, OWN, reply, self.now))

    @rule(actor=st.sampled_from(ACTORS), step=st.sampled_from(["extend", "propose", "agree"]))
    def a_side_steps(self, actor, step):
        self.attempt(actor, step)

    @rule(
        actor=st.sampled_from(ACTORS),
        step=st.sampled_from(["refer", "decide", "transfer"]),
        mends=st.sampled_from([OWN, OTHER]),
    )
    def it_is_taken_on(self, actor, step, mends):
        self.mends = mends if self.cause.counterparty == OTHER else OWN
        self.attempt(actor, step)

    @rule(actor=st.sampled_from(ACTORS), many=st.integers(1, 6))
    def rows_are_ruled_on(self, actor, many):
        on = [id(row) for row in self.rows[:many]]
        ruled = [[at, "decided" if answer else None] for at, answer in self.rows[:many]]
        before, self.rows[:many] = self.rows[:many], ruled
        seen = self.seen()
        counts = {name: getattr(seen, name) for name in COUNTED}
        told = Ruled(
            [{"value": "1"} for _ in on], "as seen", "王某", None, counts, len(self.rows) - len(on)
        )
        if "rule" in open_to(self.case, BUREAU) and actor == BUREAU:
            self.take(steps.rule(self.case, told, self.now))
            return
        self.rows[:many] = before
        if actor == BUREAU:
            with pytest.raises(NotOpen, match="open now"):
                steps.rule(self.case, told, self.now)

    def attempt(self, actor, step):
        decide = {
            "extend": lambda: steps.extend(self.case, actor, 5, "局长", self.now),
            "propose": lambda: steps.propose(self.case, actor, {"value": "1"}, self.now),
            "agree": lambda: steps.agree(self.case, actor, self.now),
            "refer": lambda: steps.refer(self.case, actor, "no agreement", self.now),
            "decide": lambda: steps.decide(self.case, self.mends, "as registered", self.now),
            "transfer": lambda: steps.transfer(self.case, "taxation", "theirs", self.now),
        }[step]
        acts_for_all = step in ("decide", "transfer") and actor != BUREAU
        if acts_for_all:
            return  # these are the bureau's own calls
        if step in open_to(self.case, actor):
            self.take(decide())
            if step == "transfer":
                self.rows.clear()
        else:
            with pytest.raises(NotOpen, match="open now"):
                decide()

    @invariant()
    def what_is_decided_stays_until_a_delivery_or_an_answer(self):
        if hasattr(self, "case") and self.log and self.log[-1].step in SETTLES:
            assert course.count(self.case, self.seen(), self.now) == []

    @invariant()
    def the_log_is_the_state(self):
        if hasattr(self, "case"):
            assert replay(self.cause, self.log) == self.case

    @invariant()
    def the_state_is_legal(self):
        if not hasattr(self, "case"):
            return
        case = self.case
        assert case.phase in PHASES
        assert (case.phase == "closed") == (case.owner is None) == (case.rows == 0)
        assert (case.clock is not None) == (case.phase not in ("closed", "raised"))
        assert 0 <= case.unanswered + case.contested <= case.rows
        assert case.rows == len(self.rows)
        assert case.owner in (None, OWN, self.cause.counterparty, BUREAU)
        assert case.rung <= MOST_RUNGS
        if case.phase == "asked":
            assert case.owner == OWN
        if case.phase == "negotiating":
            assert case.owner in (OWN, OTHER)
            assert case.contested

    @invariant()
    def a_due_day_is_worked_and_follows_from_its_term(self):
        if hasattr(self, "case") and self.case.clock:
            clock = self.case.clock
            assert CALENDAR.works(clock.due)
            assert CALENDAR.after(clock.start, clock.days).on == clock.due

    @invariant()
    def somebody_can_do_something(self):
        if hasattr(self, "case") and self.case.phase not in ("closed", "rechecking"):
            assert any(open_to(self.case, actor) for actor in ACTORS)


TestWays = Ways.TestCase
TestWays.settings = settings(
    max_examples=300, stateful_step_count=40, deadline=None, derandomize=True
)


def case(phase="asked", **more) -> Case:
    """A case of three rows that stands as told on the first day."""
    now = Now(FIRST, CALENDAR, TERM)
    found = Case(Cause(OWN, OWN, "contacts", "conflict", "telephone", OTHER))
    for entry in course.count(found, Seen(3, 3, 0, 0, now.today, 0, None), now):
        found = after(found, entry)
    for entry in steps.notify(found, "first", now):
        found = after(found, entry)
    return replace(found, phase=phase, **more)


def at(day: int, hour: int = 9, month: int = 9) -> Now:
    return Now(
        datetime.combine(FIRST.replace(month=month, day=day), time(hour), BUREAU_TIME),
        CALENDAR,
        TERM,
    )


def test_a_provider_has_ten_working_days_over_any_holiday():
    late = replace(case(), clock=at(28).clock(10))

    assert str(case().due) == "2026-09-28"
    assert str(late.due) == "2026-10-16"


def test_the_ladder_is_climbed_once_a_rung_and_ends_with_the_bureau():
    one, told = case(), []
    for day in range(40):
        now = Now(FIRST + timedelta(days=day), CALENDAR, TERM)
        for entry in course.remind(one, now):
            one = after(one, entry)
            told.append((str(now.today), entry.step, entry.facts.get("rung")))

    assert told == [
        ("2026-09-20", "reminded", 1),  # half of ten days, on a Sunday that is worked
        ("2026-09-22", "reminded", 2),  # three days before
        ("2026-09-28", "reminded", 3),  # the day
        ("2026-10-10", "reminded", 4),  # a week of working days after, the holidays between
        ("2026-10-10", "escalated", None),
        ("2026-10-16", "reminded", 5),
        ("2026-10-23", "reminded", 6),
    ]


def test_new_rows_give_a_new_term_only_when_the_first_are_gone():
    now = at(21)
    some_left = course.count(case(), Seen(2, 2, 0, 0, at(14).today, 2, None), now)
    all_new = course.count(case(), Seen(2, 2, 0, 0, at(21).today, 3, None), now)

    assert [entry.clock for entry in some_left] == [None]
    assert [str(entry.clock.due) for entry in all_new] == ["2026-10-12"]
    assert all_new[0].facts | {"rows": 2, "joined": 2, "gone": 3} == all_new[0].facts


def test_the_term_rests_while_the_other_side_owes_the_step():
    reply = Reply({"disputed": 3}, 3, 0, 3, 0, "a file")
    _, disputed = steps.answer(case(), OWN, reply, at(18))

    assert (disputed.step, disputed.facts["owner"]) == ("disputed", OTHER)
    assert disputed.facts["left"] == 6  # of ten, four have passed

    resting = after(replace(case(), contested=3, unanswered=0), disputed)
    [again] = course.count(resting, Seen(3, 3, 0, 0, at(14).today, 0, None), at(28))[1:]
    assert again.step == "asked_again"


def test_what_comes_back_soon_is_no_news_and_later_is():
    settled = replace(case(), rows=3)
    [closed] = course.count(settled, Seen(0, 0, 0, 0, None, 3, "data"), at(17))
    over = after(settled, closed)

    [soon] = course.count(over, Seen(1, 1, 0, 0, at(20).today, 0, None), at(20))
    [late] = course.count(over, Seen(1, 1, 0, 0, at(24).today, 0, None), at(24))

    assert (closed.facts["by"], closed.facts["left"]) == ("data", 7)
    assert (soon.step, str(soon.clock.due)) == ("resumed", "2026-09-30")
    assert (late.step, after(over, late).times_opened) == ("reopened", 2)


def test_an_announced_holiday_moves_the_due_day_and_says_so():
    holiday = Calendar({FIRST.date() + timedelta(days=1): "off"})
    [moved] = course.reschedule(case(), Now(FIRST, holiday, TERM))

    assert (moved.step, moved.facts["was"], str(moved.clock.due)) == (
        "rescheduled",
        "2026-09-28",
        "2026-09-29",
    )
    assert course.reschedule(after(case(), moved), Now(FIRST, holiday, TERM)) == []


def test_a_refused_step_says_which_are_open_and_to_whom():
    with pytest.raises(NotOpen, match=r"agree is not open to health; open now: answer, extend"):
        steps.agree(case(), OWN, at(15))


def test_an_extension_is_had_once_for_so_many_days_with_a_name():
    [extended] = steps.extend(case(), OWN, 10, "王局长", at(15))
    longer = after(case(), extended)

    assert str(longer.due) == "2026-10-16"
    with pytest.raises(NotOpen):
        steps.extend(longer, OWN, 1, "王局长", at(15))
    with pytest.raises(steps.Refused, match="1 to 10"):
        steps.extend(case(), OWN, 11, "王局长", at(15))
    with pytest.raises(steps.Refused, match="head"):
        steps.extend(case(), OWN, 5, " ", at(15))


def test_what_was_promised_and_not_shown_is_asked_again_with_what_is_left():
    reply = Reply({"corrected": 3}, 3, 0, 0, 0, "a file")
    one = case()
    for entry in steps.answer(one, OWN, reply, at(18)):
        one = after(one, entry)
    [again] = course.recheck(one, "a batch", Seen(1, 1, 0, 0, at(14).today, 2, None), at(25))

    assert (one.phase, one.owner, one.left) == ("rechecking", OWN, 6)
    assert (again.facts["why"], again.clock.days) == ("not_shown", 6)


def test_who_does_not_reply_to_a_proposal_leaves_it_to_the_bureau():
    one = replace(case("negotiating"), owner=OTHER, clock=at(14).clock(2))
    [referred] = course.remind(one, at(17))

    assert (referred.step, referred.facts["owner"]) == ("referred", BUREAU)
