"""The compose file as far as it can be judged without a Docker engine."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from onesource.settings import PROJECT

TEXT = (PROJECT / "docker-compose.yaml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
SETTINGS = "".join(line for line in TEXT.splitlines(True) if not line.startswith("#"))
VARIABLE = re.compile(r"(?<!\$)\$\{([A-Z_]+)(:[?-])?([^}]*)\}")
USES = VARIABLE.findall(SETTINGS)
SERVICE_KEYS = {
    *("image", "pull_policy", "build", "restart", "init", "stop_grace_period", "environment"),
    *("volumes", "depends_on", "command", "entrypoint", "healthcheck", "ports", "configs"),
    "shm_size",
}
ONCE = {name for name, service in SERVICES.items() if service["restart"] == "no"}


def test_the_services_are_the_ones_expected():
    assert set(SERVICES) == {
        *("postgres", "redis", "init", "api-server"),
        *("scheduler", "dag-processor", "triggerer", "worker", "door"),
    }
    assert {"init"} == ONCE


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_uses_known_words_only(name):
    assert set(SERVICES[name]) <= SERVICE_KEYS


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_is_pinned_to_a_version(name):
    image = SERVICES[name]["image"]
    assert re.fullmatch(r"[a-z/]+:\d[\w.-]*", image)
    if "build" in SERVICES[name]:
        [base] = re.findall(r"^FROM (\S+)", SERVICES[name]["build"]["dockerfile_inline"], re.M)
        assert re.fullmatch(r"python:3\.11\.\d+-slim-[a-z]+", base)


def test_the_image_copies_only_what_exists():
    inline = SERVICES["worker"]["build"]["dockerfile_inline"]
    copied = [words.split()[:-1] for words in re.findall(r"^COPY (.+)$", inline, re.M)]
    missing = [path for words in copied for path in words if not (PROJECT / path).exists()]
    assert copied
    assert missing == []


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONCE))
def test_every_lasting_service_has_a_health_check(name):
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries"} <= set(check)


def test_no_secret_has_a_default():
    secrets = [use for use in USES if re.search("PASSWORD|KEY|SECRET|API$|FRONTEND$", use[0])]
    assert len({name for name, _, _ in secrets}) == 15
    assert [use for use in secrets if use[1] != ":?" or not use[2]] == []


def test_no_setting_holds_a_literal_secret():
    words = "PASSWORD|SECRET|_KEY|CONN|BROKER_URL|RESULT_BACKEND"
    named = re.compile(rf"^ *(\w*(?:{words})(?!S_FILE)\w*): (.+)$", re.M)
    found = named.findall(SETTINGS)
    assert len(found) >= 15
    assert [name for name, value in found if "${" not in value] == []


def test_the_head_documents_exactly_the_variables_used():
    documented = re.findall(r"^#   ([A-Z][A-Z_]+) {2,}\S", TEXT, re.M)
    assert sorted(documented) == sorted({name for name, _, _ in USES})
    optional = set(re.findall(r"^#   ([A-Z_]+) +optional:", TEXT, re.M))
    assert optional == {name for name, mark, _ in USES if mark == ":-"}


def test_only_the_ui_and_the_door_are_published_and_only_to_this_machine():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"api-server", "door"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_the_door_holds_no_secret_but_the_base_database_s():
    told = SERVICES["door"]["environment"]
    named = set(VARIABLE.findall(" ".join(told.values())))
    assert {name for name, _, _ in named} == {"ONESOURCE_DB_PASSWORD"}
    assert SERVICES["door"]["volumes"] == []


def test_named_volumes_are_all_declared_and_all_used():
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    named = {mount.split(":")[0] for mount in mounts if re.match(r"[a-z]", mount)}
    assert named == set(COMPOSE["volumes"])


def test_a_service_waits_only_for_services_that_can_tell():
    for service in SERVICES.values():
        for other, wait in service.get("depends_on", {}).items():
            ends = other in ONCE
            expected = "service_completed_successfully" if ends else "service_healthy"
            assert wait["condition"] == expected


def test_the_embedded_and_the_compose_database_have_the_same_roles():
    from onesource.store.provision import DATABASES, ROLES

    script = COMPOSE["configs"]["provision"]["content"]
    assert set(re.findall(r"create role (\w+)", script)) == set(ROLES)
    assert all(
        re.search(rf"database {name} owner (to )?{own}", script) for name, own in DATABASES.items()
    )


def test_the_database_script_is_valid_bash(tmp_path: Path):
    script = tmp_path / "provision.sh"
    script.write_text(COMPOSE["configs"]["provision"]["content"].replace("$$", "$"))
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


def test_every_command_of_ours_is_known():
    from typer.main import get_command

    from onesource.cli.main import commands

    called = re.findall(r"^ *onesource (\w+) (\w+)", SERVICES["init"]["command"][0], re.M)
    called += [tuple(SERVICES["door"]["command"][1:3])]
    groups = get_command(commands).commands
    assert called
    assert all(word in groups[group].commands for group, word in called)


def docker(*words):
    given = {name: "x" for name, mark, _ in USES if mark == ":?"}
    command = ["docker", "compose", "-f", str(PROJECT / "docker-compose.yaml"), *words]
    return subprocess.run(command, env=os.environ | given, capture_output=True, check=False)


if shutil.which("docker") and docker("version").returncode == 0:

    def test_docker_accepts_the_file():
        assert docker("config", "--quiet").returncode == 0
