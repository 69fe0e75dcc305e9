"""Registers One Source's additions to the Airflow UI. What they do is in onesource.runtime and .desk.

Every Airflow process imports this file, the tasks' too: what the desk needs is imported by
its first request.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

from onesource.runtime.ui_language import ChineseByDefault

if TYPE_CHECKING:
    from starlette.requests import Request

    from onesource.desk.host import Building, Visitor
    from onesource.door.bureau import Bureau

DESK = "/desk"
RESOURCES = {  # by which an auth manager knows who may look at the desk, and as what
    "operator": "One Source",
    "steward": "One Source Steward",
    "adjudicator": "One Source Adjudicator",
    "auditor": "One Source Auditor",
}
LADDER = {  # what the simple auth manager's roles are: it lets everybody see every view
    "viewer": ("operator",),
    "user": ("operator", "steward"),
    "op": ("operator", "steward", "adjudicator"),
    "admin": tuple(RESOURCES),
}
ROOT = urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")


@cache
def _desk() -> Any:
    from onesource.desk.app import desk
    from onesource.desk.host import Host

    secret = hashlib.sha256(b"desk" + conf.get("api_auth", "jwt_secret").encode()).digest()
    return desk(_bureau, Host(visitor, failing, ROOT, building, secret))


@cache
def _bureau() -> Bureau:
    from onesource import orchestration
    from onesource.door.bureau import Bureau
    from onesource.store.base import KEPT

    return Bureau(orchestration.base(**KEPT))


async def serve(scope: Any, receive: Any, send: Any) -> None:
    """The desk, made by its first request."""
    await _desk()(scope, receive, send)


async def visitor(request: Request) -> Visitor | None:
    """Whom Airflow itself knows by this request's token, and as what its auth manager lets them look."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.core_api.security import bearer_scheme, get_user
    from fastapi import HTTPException

    from onesource.desk.host import Visitor

    try:
        user = await get_user(request, None, await bearer_scheme(request))
    except HTTPException:
        return None
    return Visitor(user.get_name(), roles(get_auth_manager(), user))


def roles(manager: Any, user: Any) -> frozenset[str]:
    """As what a user may look at the desk."""
    from airflow.api_fastapi.auth.managers.simple.simple_auth_manager import SimpleAuthManager

    if isinstance(manager, SimpleAuthManager):
        return frozenset(LADDER.get(str(user.role).lower(), ()))
    may = manager.is_authorized_custom_view
    return frozenset(
        role for role, name in RESOURCES.items() if may(method="GET", resource_name=name, user=user)
    )


def failing() -> set[str]:
    """The feeds' DAGs whose last run that ended failed."""
    from airflow.models.dag import DagModel
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select
    from sqlalchemy.orm import aliased

    failed, later = aliased(DagRun), aliased(DagRun)
    mended = select(later.id).where(
        later.dag_id == failed.dag_id,
        later.state == "success",
        later.run_after > failed.run_after,
    )
    found = (
        select(DagModel.dag_id)
        .join(failed, failed.dag_id == DagModel.dag_id)
        .where(DagModel.dag_id.like("feed.%"), ~DagModel.is_stale)
        .where(failed.state == "failed", ~mended.exists())
    )
    with create_session() as session:
        return set(session.scalars(found))


def building() -> dict[str, Building]:
    """The libraries whose DAGs run now, and how many of their tasks are done."""
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import case, func, select

    from onesource.desk.host import Building

    done = func.count(case((TaskInstance.state == "success", 1)))
    running = (
        select(DagRun.dag_id, done, func.count(), func.min(DagRun.start_date))
        .join(
            TaskInstance,
            (TaskInstance.dag_id == DagRun.dag_id) & (TaskInstance.run_id == DagRun.run_id),
        )
        .where(DagRun.dag_id.like("library.%"), DagRun.state == "running")
        .group_by(DagRun.dag_id, DagRun.run_id)
    )
    with create_session() as session:
        return {
            row[0].removeprefix("library."): Building(*row[1:]) for row in session.execute(running)
        }


class DeskLink:
    """From a task to the desk's page about what it works on."""

    name = "一数一源"

    def get_link(self, _operator: Any, *, ti_key: Any) -> str:
        """The address of the page."""
        kind, _, name = ti_key.dag_id.partition(".")
        if kind == "feed":
            return f"{ROOT}{DESK}/feeds/{name.replace('.', '/')}"
        places = {"library": "/lineage", "discrepancies": "/cases", "adjudications": "/cases"}
        return f"{ROOT}{DESK}{places.get(kind, '/')}"


class OneSourceUI(AirflowPlugin):
    name = "onesource_ui"
    fastapi_root_middlewares = ({"middleware": ChineseByDefault, "name": "Chinese by default"},)
    global_operator_extra_links = (DeskLink(),)
    fastapi_apps = ({"app": serve, "url_prefix": DESK, "name": "One Source desk"},)
    external_views = (
        {
            "name": "一数一源",
            "href": f"{ROOT}{DESK}/",
            "destination": "nav",
            "url_route": "onesource",
        },
    )
