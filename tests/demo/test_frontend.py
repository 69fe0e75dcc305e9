"""The front-end machine: who may enter, and what each may see."""

from __future__ import annotations

import paramiko
import pytest

from demo.home import Home

from .conftest import enter


def test_a_department_enters_by_key_and_finds_its_boxes(sftp):
    assert sorted(sftp.listdir("/")) == ["answers", "inbox", "outbox"]
    assert sftp.normalize(".") == "/"


def test_a_password_is_no_way_in(city):
    with pytest.raises(paramiko.BadAuthenticationType) as refused:
        enter(city["statistics_frontend"], password="anything")

    assert refused.value.allowed_types == ["publickey"]


def test_a_stranger_key_is_no_way_in(city, tmp_path):
    key = paramiko.Ed25519Key.from_private_key_file(str(Home(tmp_path).key_file("stranger")))

    with pytest.raises(paramiko.AuthenticationException):
        enter(city["statistics_frontend"], pkey=key)


def test_one_department_key_does_not_open_the_other_room(city):
    with pytest.raises(paramiko.AuthenticationException):
        enter(city["statistics_frontend"], username="civil_affairs")


def test_a_user_cannot_read_another_room_or_the_keys(city, sftp):
    with enter(city["civil_affairs_frontend"]) as transport:
        other = paramiko.SFTPClient.from_transport(transport)
        other.open("inbox/private", "wb").close()

    for path in ("../civil_affairs/inbox/private", "/../civil_affairs", "../../keys/statistics"):
        with pytest.raises(FileNotFoundError):
            sftp.stat(path)


def test_a_link_out_of_the_room_is_refused(sftp):
    with pytest.raises(PermissionError, match="links are not allowed"):
        sftp.symlink("/etc/passwd", "inbox/passwd")


def test_a_report_replaces_the_last_one_in_one_step(city_state, sftp):
    for content in (b"first", b"second"):
        with sftp.open("inbox/.report.part", "wb") as file:
            file.write(content)
        sftp.posix_rename("inbox/.report.part", "inbox/report.html")

    inbox = city_state / "frontend/statistics/inbox"
    assert {file.name: file.read_bytes() for file in inbox.iterdir()} == {"report.html": b"second"}


def test_there_is_no_shell(city):
    with enter(city["statistics_frontend"]) as transport:
        channel = transport.open_session()

        with pytest.raises(paramiko.SSHException):
            channel.exec_command("id")
