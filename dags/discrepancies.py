"""The discrepancy loop's round, `discrepancies`: every provider's report, where it says something new.

Runs every morning and whenever a library was published. What a round does
stands in onesource.pipeline.round.
"""

from __future__ import annotations

from airflow.sdk import (
    DAG,
    AssetAny,
    AssetOrTimeSchedule,
    CronTriggerTimetable,
    get_current_context,
    get_parsing_context,
    task,
)

from onesource import orchestration as flow
from onesource.catalog import Catalog, Provider, pool

DAG_ID = "discrepancies"

TRIAGE = """\
### 差异回路
**这个流程做什么**：每天上午，以及每次基础库发布之后，为每个提供部门汇总未了结的差异，
生成报告（XLSX 和网页），放到该部门前置机的收件目录。内容与上次相同则不再发送。

| 红在哪一步 | 说明 | 怎么办 |
|---|---|---|
| 某部门的报告，重试中 | 该部门前置机暂时连不上 | 不必处理，会自动重试 |
| 某部门的报告，`Refused` | 密钥、主机指纹或收件目录权限不对 | 信息中写明了连接名和目录；更正后清除（Clear）任务，不会重复发送 |
| 清理 | 数据湖目录不可写 | 检查 `ONESOURCE_LAKE` 的权限和空间 |

发送记录：表 `notice.delivery`　未了结的差异：表 `discrepancy.finding`
"""


def round_dag(catalog: Catalog) -> DAG:
    """The round's DAG: one task a provider, and the sweep."""
    with DAG(
        dag_id=DAG_ID,
        dag_display_name="差异回路 报告与送达",
        description="各部门的数据核对报告",
        doc_md=TRIAGE,
        schedule=AssetOrTimeSchedule(
            timetable=CronTriggerTimetable("30 8 * * *", timezone="Asia/Shanghai"),
            assets=AssetAny(*(flow.library_asset(name) for name in catalog.libraries)),
        ),
        catchup=False,
        max_active_runs=1,
        default_args=flow.defaults("数据资源主管部门"),
        tags={"差异", "报告"},
    ) as dag:
        for slug, provider in catalog.providers.items():
            _report(slug, provider)

        @task(task_display_name="清理")
        def sweep() -> None:
            from onesource.pipeline import round as steps

            with flow.step(get_current_context()) as house:
                steps.sweep(house)

        sweep()
    return dag


def _report(slug: str, provider: Provider) -> None:
    @task(
        task_id=f"report.{slug}",
        task_display_name=f"报告 {provider.title}",
        pool=pool(slug),
    )
    def report() -> str | None:
        from onesource.pipeline import round as steps

        context = get_current_context()
        with flow.step(context) as house:
            delivered = steps.notify(house, slug, context["dag_run"].run_id)
            return delivered.delivery_id if delivered else None

    report()


if get_parsing_context().dag_id in (None, DAG_ID):
    discrepancies = round_dag(Catalog.readable())
