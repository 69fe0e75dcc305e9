"""The discrepancy loop's round, `discrepancies`: relations and lateness judged, answers taken in, cases raised, then the reports.

Runs every morning and whenever a library was published. Answers and reports wait for what
stands before them and go on whatever became of that. What a round does stands in
onesource.pipeline.round.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import (
    DAG,
    AssetAny,
    AssetOrTimeSchedule,
    TriggerRule,
    get_current_context,
    get_parsing_context,
    task,
)

from onesource import orchestration as flow
from onesource.catalog import Catalog, Library, Provider, pool

DAG_ID = "discrepancies"

TRIAGE = """\
### 差异回路
**这个流程做什么**：每天上午，以及每次基础库发布之后：先核对各基础库之间的引用和空间位置（汇总关联），
检查谁逾期未报（时效）；收取各部门填回的报告，逐行核对，发回《答复回执》（答复）；
把同一原因的差异立为一案，按工作日计算答复期限（立案），到期前后逐级提醒；
再为每个提供部门汇总未了结的差异，生成报告（XLSX 和网页，另附各批数据的暂存行和缺口清单），
放到该部门前置机的收件目录。内容与上次相同则不再发送。

| 红在哪一步 | 说明 | 怎么办 |
|---|---|---|
| 汇总关联 某库 | 该库或其来源的文件读不出，或数据库不可用；其他库和报告照常进行，该库的关联差异保持原样 | 按信息处理后清除（Clear）该任务；提到 `state` 文件时，先重跑所写的归集流程 |
| 时效 | 数据库不可用 | 清除任务即可 |
| 某部门的答复，重试中 | 该部门前置机暂时连不上 | 不必处理，会自动重试；几次都连不上的，下一轮再收，不会漏收或重复采纳 |
| 某部门的答复，`Refused` | 密钥、主机指纹不对，或答复目录、收件目录的权限不对、被删除 | 信息中写明了连接名和目录；更正后清除（Clear）任务，已采纳的不会重复 |
| 立案 | `deadlines.yaml` 有误（答复和报告也会因此失败），或数据库不可用 | 按信息更正后清除任务，连同下游；重复执行不会重复立案、重复提醒 |
| 某部门的报告，重试中 | 该部门前置机暂时连不上 | 不必处理，会自动重试 |
| 某部门的报告，`Refused` | 密钥、主机指纹或收件目录权限不对 | 信息中写明了连接名和目录；更正后清除（Clear）任务，不会重复发送 |
| 完成，`upstream_failed` | 本轮有别的任务失败 | 处理那个任务；清除它时连同下游一起清除 |
| 清理 | 数据湖目录不可写 | 检查 `ONESOURCE_LAKE` 的权限和空间 |

填错的答复不会使任务变红：原因逐行写在给该部门的《答复回执》里。日志中提示没有答复目录（`has no folder`）的，
是该部门前置机尚未建这个目录，请联系机主建立。

“完成”只在全部任务成功时为绿：有任务失败时整轮显示为失败，但各部门的报告仍会发出；重跑不会重复发送。

发送记录：表 `notice.delivery`　收到的答复：表 `notice.reply`　未了结的差异：表 `discrepancy.finding`
"""


def round_dag(catalog: Catalog) -> DAG:
    """The round's DAG: one task a library, lateness, two tasks a provider, the sweep, and the end.

    The end alone needs all to have succeeded, so that a round with a failure never looks whole.
    """
    with DAG(
        dag_id=DAG_ID,
        dag_display_name="差异回路 报告与送达",
        description="各部门的数据核对报告",
        doc_md=TRIAGE,
        schedule=_schedule(catalog),
        catchup=False,
        max_active_runs=1,
        default_args=flow.defaults("数据资源主管部门"),
        tags={"差异", "报告"},
    ) as dag:
        judged = [*(_relations(library) for library in catalog.libraries.values()), _lateness()]
        answers = [_answers(slug, provider) for slug, provider in catalog.providers.items()]
        raised = _raise()
        reports = [_report(slug, provider) for slug, provider in catalog.providers.items()]

        @task(task_display_name="清理", trigger_rule=TriggerRule.ALL_DONE)
        def sweep() -> None:
            from onesource.pipeline import round as steps

            with flow.step(get_current_context()) as house:
                steps.sweep(house)

        @task(task_display_name="完成")
        def complete() -> None:
            """Nothing is left to do."""

        swept, end = sweep(), complete()
        for before in judged:
            before >> [*answers, swept, end]
        for before in answers:
            before >> [raised, end]
        raised >> reports
        [raised, *reports, swept] >> end
    return dag


def _schedule(catalog: Catalog) -> Any:
    published = AssetAny(*(flow.library_asset(name) for name in catalog.libraries))
    every_morning = flow.timed("30 8 * * *")
    if every_morning is None:
        return published
    return AssetOrTimeSchedule(timetable=every_morning, assets=published)


def _relations(library: Library) -> Any:
    @task(
        task_id=f"relations.{library.name}",
        task_display_name=f"汇总关联 {library.title}",
    )
    def relations() -> None:
        from onesource.pipeline import round as steps

        with flow.step(get_current_context()) as house:
            steps.relate(house, library.name)

    return relations()


def _lateness() -> Any:
    @task(task_display_name="时效")
    def lateness() -> None:
        from onesource.pipeline import round as steps

        with flow.step(get_current_context()) as house:
            steps.watch(house)

    return lateness()


def _answers(slug: str, provider: Provider) -> Any:
    @task(
        task_id=f"answers.{slug}",
        task_display_name=f"答复 {provider.title}",
        pool=pool(slug),
        trigger_rule=TriggerRule.ALL_DONE,
        **flow.soon(),
    )
    def answers() -> None:
        from onesource.pipeline import replies

        with flow.step(get_current_context()) as house:
            replies.take_in(house, slug)

    return answers()


def _raise() -> Any:
    @task(task_id="raise", task_display_name="立案", trigger_rule=TriggerRule.ALL_DONE)
    def raise_cases() -> None:
        from onesource.pipeline import round as steps

        with flow.step(get_current_context()) as house:
            steps.raise_cases(house)

    return raise_cases()


def _report(slug: str, provider: Provider) -> Any:
    @task(
        task_id=f"report.{slug}",
        task_display_name=f"报告 {provider.title}",
        pool=pool(slug),
        trigger_rule=TriggerRule.ALL_DONE,
    )
    def report() -> str | None:
        from onesource.pipeline import round as steps

        context = get_current_context()
        with flow.step(context) as house:
            delivered = steps.notify(house, slug, context["dag_run"].run_id)
            return delivered.delivery_id if delivered else None

    return report()


if get_parsing_context().dag_id in (None, DAG_ID):
    discrepancies = round_dag(Catalog.readable())
