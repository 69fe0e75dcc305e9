"""The door keeps what its own OpenAPI says, whatever is asked of it, and answers nobody without a token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from door.front import WAIT, Front, opened
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notice.desk import GAP, ONE, TWO, Desk
from pipeline.conftest import copied
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    positive_data_acceptance,
    response_schema_conformance,
    status_code_conformance,
)

from onesource.door.app import SCHEMA
from onesource.store.embedded import EmbeddedPostgres

OPERATIONS = {  # and a status that each is seen to answer, so that more than refusals is tried
    ("GET", "/api/v1/cases"): 200,
    ("GET", "/api/v1/cases/{case}/findings"): 200,
    ("POST", "/api/v1/answers"): 201,
    ("GET", "/api/v1/receipts/{receipt}"): 404,
}
LOOSER = [
    positive_data_acceptance,  # to JSON Schema 1.0 is an integer; to us it is not
    ignored_auth,  # below, at every address
]
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
MANY = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def front(server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """A door at which statistics is asked about three findings; what is called may change them."""
    base = copied(server, "called")
    Desk(base, tmp_path_factory.mktemp("reports")).sent(ONE, TWO, GAP)
    with opened(base) as served:
        yield served
    base.engine.dispose()


@pytest.fixture(scope="module")
def schema(front: Front) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"{front.url}{SCHEMA}")


def test_every_address_of_the_schema_is_called(schema: schemathesis.BaseSchema):
    told = [one.ok() for one in schema.get_all_operations()]

    assert sorted((one.method.upper(), one.path) for one in told) == sorted(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_whatever_is_asked_is_answered_as_the_schema_says(
    front: Front, schema: schemathesis.BaseSchema, method: str, path: str
):
    token, operation = front.token(), schema[path][method]
    statuses = set()
    case = front.system().cases()["cases"][0]["case"]
    known = operation.as_strategy(path_parameters={"case": case} if "{case}" in path else None)

    @MANY
    @given(st.one_of(known, *(operation.as_strategy(mode) for mode in MODES)))
    def call(case: schemathesis.Case) -> None:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
        answer = case.call(timeout=WAIT)
        case.validate_response(answer, excluded_checks=LOOSER)
        statuses.add(answer.status_code)

    call()

    assert {one for one in statuses if one == 401 or one >= 500} == set()
    assert OPERATIONS[method, path] in statuses


@pytest.mark.parametrize("token", [None, "x", "0" * 64])
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_nobody_is_answered_without_a_token_that_holds(
    front: Front, schema: schemathesis.BaseSchema, method: str, path: str, token: str | None
):
    shown = {"Authorization": f"Bearer {token}"} if token else {}

    @MANY
    @given(schema[path][method].as_strategy())
    def call(case: schemathesis.Case) -> None:
        case.headers = {**(case.headers or {}), **shown}
        answer = case.call(timeout=WAIT)
        case.validate_response(
            answer, checks=[status_code_conformance, response_schema_conformance]
        )
        assert answer.status_code == 401

    call()
