"""The newest whole delivery is fetched from a front-end machine, over SFTP as from a mounted folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sources.conftest import LOOSE, SOURCE, deliver, over_sftp

from onesource.errors import Refused, Unreachable
from onesource.sources import front_end
from onesource.sources.connections import Connection


def test_the_newest_delivery_is_fetched_with_its_manifest(box, tmp_path: Path):
    connection, outbox = box
    for day in ("20240101", "20231231", "20230601"):
        deliver(outbox, day, day.encode())

    delivery = front_end.fetch(SOURCE, connection, tmp_path)

    assert [f.name for f in delivery.data] == ["codes_20240101.csv"]
    assert [f.name for f in delivery.companions] == ["codes_20240101.manifest.json"]
    assert delivery.data[0].path.read_bytes() == b"20240101"
    assert (delivery.declared.rows, delivery.declared.sha256) == (1, "ab")


def test_a_file_still_being_written_is_not_looked_at(box, tmp_path: Path):
    connection, outbox = box
    deliver(outbox, "20231231")
    deliver(outbox, "20240101", manifest=False)

    delivery = front_end.fetch(SOURCE, connection, tmp_path)

    assert delivery.data[0].name == "codes_20231231.csv"


def test_a_file_without_its_manifest_alone_may_come_yet(box, tmp_path: Path):
    connection, outbox = box
    deliver(outbox, "20240101", manifest=False)

    with pytest.raises(Unreachable, match=r"codes_20240101\.csv has no manifest yet"):
        front_end.fetch(SOURCE, connection, tmp_path)


def test_where_no_manifest_was_agreed_none_is_asked_for(box, tmp_path: Path):
    connection, outbox = box
    deliver(outbox, "20240101", manifest=False)

    assert front_end.fetch(LOOSE, connection, tmp_path).declared.rows is None


@pytest.mark.parametrize("name", ["codes_..\\z.csv", ".codes_z.csv"])
def test_a_name_that_is_not_plain_is_no_delivery(box, tmp_path: Path, name: str):
    odd = LOOSE.model_copy(update={"files": "outbox/*codes_*.csv"})
    (box[1] / name).write_bytes(b"bad")
    try:
        with pytest.raises(Refused, match="no file was delivered"):
            front_end.fetch(odd, box[0], tmp_path)
    finally:
        (box[1] / name).unlink()


def test_a_sample_whose_name_is_not_plain_is_refused(tmp_path: Path):
    (tmp_path / ".codes.csv").write_bytes(b"x")

    with pytest.raises(Refused, match=r"\.codes\.csv has no plain name; rename it"):
        front_end.sample(LOOSE, tmp_path / ".codes.csv", tmp_path)


def test_an_empty_outbox_is_refused_with_what_to_do(box, tmp_path: Path):
    with pytest.raises(Refused, match=r"box:outbox/codes_\*\.csv: no file was delivered; ask"):
        front_end.fetch(SOURCE, box[0], tmp_path)


def test_a_folder_that_is_not_there_is_refused_by_its_name(box, tmp_path: Path):
    elsewhere = SOURCE.model_copy(update={"files": "nowhere/codes_*.csv"})

    with pytest.raises(Refused, match="box has no folder nowhere; create it"):
        front_end.fetch(elsewhere, box[0], tmp_path)


def test_nothing_is_taken_away_over_there(box, tmp_path: Path):
    connection, outbox = box
    deliver(outbox, "20240101")

    front_end.fetch(SOURCE, connection, tmp_path)

    there = sorted(file.name for file in outbox.glob("codes_*"))
    assert there == ["codes_20240101.csv", "codes_20240101.manifest.json"]


def test_a_machine_with_another_host_key_is_refused(city, tmp_path: Path):
    other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKNE9Gd1yL8jPNBHhGQX1W0kQyQ9b7vJf7VYh2XkN9cB"

    with pytest.raises(Refused, match="shows another host key than agreed; ask its owner"):
        front_end.fetch(SOURCE, over_sftp(city[1], host_key=other), tmp_path)


def test_a_machine_that_does_not_take_our_key_is_refused(city, tmp_path: Path):
    stranger = replace(over_sftp(city[1]), login="civil_affairs")

    with pytest.raises(Refused, match="does not take our key for user civil_affairs"):
        front_end.fetch(SOURCE, stranger, tmp_path)


@pytest.mark.parametrize("missing", ["host_key", "key_file"])
def test_a_connection_that_lacks_something_is_refused_by_its_name(city, tmp_path, missing: str):
    with pytest.raises(Refused, match=f'connection box lacks "{missing}" in its extra; add it'):
        front_end.fetch(SOURCE, over_sftp(city[1], **{missing: ""}), tmp_path)


def test_a_machine_that_is_away_is_unreachable(city, tmp_path: Path):
    away = replace(over_sftp(city[1]), port=1)

    with pytest.raises(Unreachable, match="front-end machine box broke off"):
        front_end.fetch(SOURCE, away, tmp_path)


def test_a_key_file_that_is_no_key_is_refused(city, tmp_path: Path):
    (tmp_path / "key").write_text("no key")
    connection = over_sftp(city[1], key_file=str(tmp_path / "key"))

    with pytest.raises(Refused, match="box"):
        front_end.fetch(SOURCE, connection, tmp_path)


@pytest.mark.parametrize("host_key", ["ssh-ed25519", "ssh-ed25519 no-base64", "words"])
def test_a_host_key_that_is_none_is_refused(city, tmp_path: Path, host_key: str):
    with pytest.raises(Refused, match="box"):
        front_end.fetch(SOURCE, over_sftp(city[1], host_key=host_key), tmp_path)


def test_a_mounted_folder_that_is_away_is_unreachable(tmp_path: Path):
    away = Connection("box", "fs", extra={"path": str(tmp_path / "not mounted")})

    with pytest.raises((Refused, Unreachable), match="box"):
        front_end.fetch(SOURCE, away, tmp_path)


def test_a_folder_that_fails_while_it_is_read_is_unreachable(tmp_path: Path):
    (tmp_path / "outbox").write_bytes(b"no folder")
    box = Connection("box", "fs", extra={"path": str(tmp_path)})

    with pytest.raises(Unreachable, match="folder box cannot be read"):
        front_end.fetch(SOURCE, box, tmp_path)
