"""What the bureau has to decide, `adjudications`: one run a question, answered by a person in the UI.

The discrepancy loop's round starts the runs. A question waits in the state awaiting_input,
without a process, until somebody answers it, the day to answer by is over, or the next
round finds that the case was decided elsewhere. What is asked and what an answer does
stands in onesource.pipeline.adjudication.
"""

from __future__ import annotations

from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import DAG, Param, get_current_context, get_parsing_context, task
from airflow.sdk.exceptions import AirflowSkipException

from onesource import orchestration as flow

TRIAGE = """\
### 差异裁定
**这个流程做什么**：两个部门协商不成、或者没有对方部门的案件，由主管部门裁定。每个案件一次运行，由“差异回路”自动发起：
“裁定”把双方的值、依据和办理经过列出来，等待裁定人在界面上选择由谁更正、写明理由（见首页和流程页的“待操作的任务实例”）；
“落案”把裁定写入案件记录，由该部门更正，下一批数据核对通过后自动核销；裁定了取值的，基础库随即以此为准。

也可以用 `onesource case decide` 裁定，效果相同：下一轮“差异回路”会让等待中的运行自行结束（显示为跳过）。
同时询问的最多 100 件，期限最近的在前，其余由以后各轮发起。流程须处于开启状态，否则询问只排队、不显示。

| 红在哪一步 | 说明 | 怎么办 |
|---|---|---|
| 裁定，信息为 `was not decided by` | 到期没有人裁定（已逾期） | 下一轮“差异回路”会重新发起一次运行（标明已逾期），请尽快裁定；急办的用 `onesource case decide` |
| 裁定，重试中 | 没有写明理由，或数据库暂时不可用 | 稍后自动重新询问，请重新作答 |
| 裁定，`Refused` 且提到 `conf` | 手工发起的运行没有写明案件 | 不必手工发起；删除该运行即可 |
| 落案，`Refused` | 裁定的编号不是本案的，取值不符合该数据项，或本案不是“与权威值不一致”而填了裁定取值 | 信息中写明了是哪一行；什么也没有写入，下一轮会重新询问，请改正后作答 |
| 落案 | 数据库不可用 | 清除（Clear）该任务，已作的裁定不会丢失，重复执行不会重复裁定；不处理的，下一轮会重新询问 |

粉色（跳过）属正常：案件在此期间已经裁定、转交、了结，或者重新提请了裁定，原来的回答不再适用，没有写入。

案件记录：`onesource case show <案件>`，表 `discrepancy.case_entry`　期限：`include/catalog/deadlines.yaml`
"""

RULED = "可不填。与权威值不一致的案件，可对个别对象直接裁定取值：每行写“编号=值”，基础库即以此为准，直到来源部门的数据变化"
WRITTEN = ("reason", "rulings")  # what an adjudicator writes besides the choice


class Question(HITLOperator):
    """Asks of the case as it stands when asked; skipped where there is nothing left to decide."""

    def execute(self, context: Any) -> None:
        from onesource.pipeline import adjudication as steps

        with flow.step(context) as house:
            question = steps.ask(house, context["dag_run"].conf)
        if question is None:
            raise AirflowSkipException("the case was decided elsewhere, or is asked anew")
        self.subject, self.body = question.subject, question.body
        self.options, self.response_timeout = list(question.options), question.wait
        super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> dict[str, Any]:
        from onesource.pipeline import adjudication as steps

        if "error" in event:
            raise steps.unanswered(context["dag_run"].conf)
        self.options = event["chosen_options"]  # held against what was asked when they came in
        written = event["params_input"] or {}  # null or nothing for what was left empty
        told = {one: str(written.get(one) or "").strip() for one in WRITTEN}
        answer = super().execute_complete(context, {**event, "params_input": told})
        if not told["reason"]:
            raise ValueError("the answer gives no reason; it is asked again")
        name = (answer["responded_by_user"] or {}).get("name")
        return {"choice": answer["chosen_options"][0], "name": name, **told}


def adjudications_dag() -> DAG:
    """The DAG: a question, then what its answer does."""
    with DAG(
        dag_id=flow.ADJUDICATIONS,
        dag_display_name="差异裁定",
        description="协商不成的差异由主管部门裁定",
        doc_md=TRIAGE,
        schedule=None,
        catchup=False,
        max_active_runs=flow.ASKED_AT_ONCE,
        default_args=flow.defaults("数据资源主管部门"),
        tags={"差异", "裁定"},
    ) as dag:
        asked = Question(
            task_id="ask",
            task_display_name="裁定",
            subject="请裁定",
            options=["由一方更正"],
            params={
                "reason": Param("", type="string", title="理由", description="记入案件记录"),
                "rulings": Param("", type=["null", "string"], title="裁定取值", description=RULED),
            },
            execution_timeout=None,  # a person takes days
            **flow.soon(),
        )

        @task(task_display_name="落案", outlets=[flow.RULINGS])
        def settle(answer: dict[str, Any]) -> None:
            from onesource.pipeline import adjudication as steps
            from onesource.pipeline import ruling

            context = get_current_context()
            with flow.step(context) as house:
                refused = steps.settle(house, context["dag_run"].conf, steps.Answer(**answer))
                flow.tell_ruled(context, ruling.waiting(house.base))
            if refused:
                raise AirflowSkipException(refused)

        settle(asked.output)
    return dag


if get_parsing_context().dag_id in (None, flow.ADJUDICATIONS):
    adjudications = adjudications_dag()
