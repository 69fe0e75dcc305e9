"""How the bureau is asked: when a question starts, and when it, or a round, has taken too long."""

from __future__ import annotations

from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest


def test_a_round_that_is_overdue_turns_red(bag: Any):
    assert bag.dags["discrepancies"].dagrun_timeout == timedelta(hours=12)


def test_questions_are_started_when_cases_are_raised(bag: Any):
    dag = bag.dags["discrepancies"]
    started = dag.get_task("adjudicate")

    assert dag.get_task("questions").upstream_task_ids == {"raise"}
    assert started.upstream_task_ids == {"questions"}
    assert started.partial_kwargs["trigger_dag_id"] == "adjudications"
    assert started.partial_kwargs["openlineage_inject_parent_info"] is False


def test_a_person_may_take_as_long_as_the_term_to_answer(bag: Any):
    ask, settle = (bag.dags["adjudications"].get_task(name) for name in ("ask", "settle"))

    assert ask.execution_timeout is None
    assert settle.upstream_task_ids == {"ask"}
    assert list(ask.params) == ["reason", "rulings"]


def answered(bag: Any, written: dict[str, Any] | None) -> dict[str, Any]:
    """What comes of an answer with what was written besides the choice."""
    event = {
        "chosen_options": ["由民政局更正"],
        "params_input": written,
        "responded_at": datetime(2026, 11, 5, tzinfo=UTC),
        "responded_by_user": {"id": "1", "name": "op"},
    }
    return copy(bag.dags["adjudications"].get_task("ask")).execute_complete({}, event)


@pytest.mark.parametrize(
    "rulings",
    [{}, {"rulings": None}, {"rulings": ""}, {"rulings": " 1=王五\n"}, {"rulings": None, "x": 1}],
    ids=["none sent", "null", "empty", "one", "a field too many"],
)
def test_an_answer_is_taken_however_what_may_be_left_out_is_sent(bag: Any, rulings: dict[str, Any]):
    ruled = str(rulings.get("rulings") or "").strip()

    assert answered(bag, {"reason": " 经查验 ", **rulings}) == {
        "choice": "由民政局更正",
        "name": "op",
        "reason": "经查验",
        "rulings": ruled,
    }


@pytest.mark.parametrize("written", [None, {}, {"reason": None, "rulings": ""}, {"reason": "  "}])
def test_an_answer_without_a_reason_is_asked_for_again(bag: Any, written: dict[str, Any] | None):
    with pytest.raises(ValueError, match="gives no reason"):
        answered(bag, written)


def test_only_the_reason_has_to_be_written(bag: Any):
    ask = bag.dags["adjudications"].get_task("ask")
    types = {name: ask.params.get_param(name).schema["type"] for name in ask.params}

    assert types == {"reason": "string", "rulings": ["null", "string"]}
