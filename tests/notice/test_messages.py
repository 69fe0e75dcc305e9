"""Messages go once, when they may, over real mail servers and webhooks; what waits is not lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from notice.given import MONDAY
from notice.outbox import MORNING, NOTICES, OTHER, TO, Room

from onesource import clock
from onesource.catalog import Notices
from onesource.catalog.channels import Quiet
from onesource.discrepancy.workdays import Calendar
from onesource.errors import Refused, Unreachable
from onesource.notice import messages
from onesource.notice.messages import Hours

NIGHT = MONDAY + timedelta(hours=12)  # 21:00 in China
SATURDAY = MONDAY + timedelta(days=5)
BOTH = pytest.mark.parametrize("name", ["mail", "webhook"])


@BOTH
def test_one_message_goes_for_a_report_and_no_second(room: Room, name: str):
    room.told()

    [sent] = room.send(name)

    assert room.send(name) == []
    assert room.arrived(name) == 1
    [row] = room.log(name)
    assert (row["message_id"], row["sent_at"], row["tries"]) == (sent, MONDAY, 1)


@BOTH
def test_a_report_that_is_logged_twice_is_told_once(room: Room, name: str):
    room.told()
    room.told()

    assert len(room.send(name)) == 1
    assert room.send(name) == []


@BOTH
@pytest.mark.parametrize("at", [NIGHT, SATURDAY, MONDAY - timedelta(hours=2)])
def test_nothing_goes_at_night_or_on_a_day_off_and_all_goes_after(
    room: Room, name: str, at: datetime
):
    room.told(1, at - timedelta(minutes=2))
    room.told(2, at - timedelta(minutes=1))

    assert room.send(name, at) == []
    assert (room.arrived(name), room.log(name)) == (0, [])

    room.send(name, SATURDAY + timedelta(days=2))
    assert room.arrived(name) == 1


def test_a_make_up_workday_is_none_off(room: Room):
    room.hours = Hours(NOTICES, Calendar({SATURDAY.date(): "work"}))
    room.told(1, SATURDAY)

    assert len(room.send("mail", SATURDAY)) == 1


def test_hours_may_lie_within_a_day_and_begin_and_end_to_the_minute():
    def quiet(since: str, until: str) -> list[bool]:
        hours = Quiet.model_validate({"since": since, "until": until})
        moments = (time(11, 59), time(12), time(12, 59), time(13))
        return [hours.holds(one, working=True) for one in moments]

    assert quiet("12:00", "13:00") == [False, True, True, False]
    assert quiet("13:00", "12:00") == [True, False, False, True]
    assert quiet("12:00", "12:00") == [False] * 4


@BOTH
def test_beyond_the_cap_reports_wait_and_are_merged_into_the_next_message(room: Room, name: str):
    for number in range(1, 5):
        at = MONDAY + timedelta(hours=number)
        room.told(number, at)
        room.send(name, at)
    assert room.arrived(name) == NOTICES.a_day == 2

    [sent] = room.send(name, MORNING)

    told = room.log(name)[-1]
    assert (room.arrived(name), told["message_id"]) == (3, sent)
    assert told["digest"]["deliveries"] == ["statistics/3", "statistics/4"]
    assert [told["digest"][count] for count in ("open", "new", "closed")] == [4, 2, 5]


def test_a_message_that_was_late_counts_for_the_day_it_goes_on(room: Room):
    room.mail.says["DATA"] = "451 later"
    room.told()
    with pytest.raises(Unreachable):
        room.send("mail")
    room.mail.says.clear()

    for number in (2, 3):
        room.told(number, MORNING + timedelta(minutes=number))
        room.send("mail", MORNING + timedelta(minutes=number))

    assert room.arrived("mail") == NOTICES.a_day


def test_files_of_a_report_that_is_outdated_are_not_kept(room: Room):
    room.told(1, files={"一.html": b"1"})
    room.told(2, NIGHT, files={"二.html": b"2"})

    assert room.base.rows("select name from notice.enclosed") == [{"name": "二.html"}]
    room.send("mail", MORNING)
    [mail] = room.mail.mailbox(TO)
    assert [one.get_filename() for one in mail.iter_attachments()] == ["二.html"]


def test_what_a_channel_is_owed_is_nothing_to_the_other(room: Room):
    room.mail.says["DATA"] = "451 later"
    room.told()
    with pytest.raises(Unreachable):
        room.send("mail")

    assert len(room.send("webhook")) == 1
    assert (room.arrived("mail"), room.arrived("webhook")) == (0, 1)


@pytest.mark.parametrize(
    ("where", "says", "kind"),
    [
        ("DATA", "451 4.3.0 later", Unreachable),
        ("DATA", "554 5.7.1 spam", Refused),
        (TO, "450 4.2.1 greylisted", Unreachable),
        (TO, "550 5.1.1 unknown user", Refused),
    ],
)
def test_a_mail_that_is_not_taken_stays_owed_and_goes_under_its_own_id(
    room: Room, where: str, says: str, kind: type[Exception]
):
    room.mail.says[where] = says
    room.told()
    with pytest.raises(kind, match=says):
        room.send("mail")
    [before] = room.log("mail")
    assert (before["sent_at"], says in before["fault"]) == (None, True)

    room.mail.says.clear()
    room.told(2, MORNING)

    [again, new] = room.send("mail", MORNING)
    assert again == before["message_id"] != new
    assert [row["tries"] for row in room.log("mail")] == [2, 1]
    assert room.arrived("mail") == 2


def test_who_has_a_mail_is_not_sent_it_again_for_the_sake_of_another(room: Room):
    room.to = (TO, OTHER)
    room.mail.says[OTHER] = "450 4.2.1 greylisted"
    room.told()
    with pytest.raises(Unreachable, match=OTHER):
        room.send("mail")

    room.mail.says.clear()
    room.send("mail")

    assert [to for to, _ in room.mail.taken] == [(TO,), (OTHER,)]
    assert len({content for _, content in room.mail.taken}) == 1


def test_an_address_that_is_wrong_for_good_is_told_once_and_keeps_no_other(room: Room):
    room.to = (TO, OTHER)
    room.mail.says[OTHER] = "550 5.1.1 unknown user"
    room.told()

    with pytest.raises(Refused, match=f"{OTHER}: 550 5.1.1 unknown user.*address"):
        room.send("mail")

    assert room.send("mail") == []
    assert room.arrived("mail") == 1


def test_who_cannot_take_a_mail_for_long_is_told_by_the_next(room: Room):
    room.to = (TO, OTHER)
    room.mail.says[OTHER] = "452 4.2.2 mailbox full"
    room.told()
    with pytest.raises(Unreachable):
        room.send("mail")

    room.mail.says.clear()
    room.told(2, MORNING)
    room.send("mail", MORNING)

    assert [to for to, _ in room.mail.taken] == [(TO,), (TO, OTHER)]


def test_a_mail_whose_answer_was_lost_goes_again_the_same_to_the_byte(room: Room):
    room.mail.loses_answers = True
    room.told(files={"报告.html": b"<p>x</p>", "报告.xlsx": b"PK"})
    with pytest.raises(Unreachable):
        room.send("mail")

    room.mail.loses_answers = False
    room.send("mail", MONDAY + timedelta(hours=1))

    [(_, one), (_, other)] = room.mail.taken
    assert one == other
    assert room.arrived("mail") == 1
    assert room.base.rows("select * from notice.enclosed") == []


@pytest.mark.parametrize(
    ("code", "kind"), [(503, Unreachable), (429, Unreachable), (410, Refused), (302, Refused)]
)
def test_a_webhook_that_does_not_take_it_is_called_again_with_the_same_id_and_body(
    room: Room, code: int, kind: type[Exception]
):
    room.hook.answers = [code]
    room.told()
    with pytest.raises(kind, match=str(code)):
        room.send("webhook")

    room.send("webhook", MORNING)

    [(first, body), (second, same)] = room.hook.calls
    assert (first["webhook-id"], body) == (second["webhook-id"], same)
    assert first["webhook-timestamp"] != second["webhook-timestamp"]
    assert room.arrived("webhook") == 1


@BOTH
def test_nobody_at_the_other_end_can_be_tried_again(room: Room, name: str):
    room.told()
    channel = room.channel(name)
    away = replace(channel, connection=replace(channel.connection, port=9))

    with clock.at(MONDAY), pytest.raises(Unreachable, match="did not answer"):
        messages.send(room.base, "statistics", away, room.hours)

    assert [row["sent_at"] for row in room.log(name)] == [None]


def test_notices_that_say_nothing_have_their_defaults():
    assert Notices() == Notices.model_validate({"quiet": {"since": "20:00", "until": "08:00"}})
