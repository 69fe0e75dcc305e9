"""One DAG a base library, `library.<name>`: master → audit → publish, woken by any of its feeds, or by a ruling.

One run at a time, each taking every batch in force, or skipping where nothing is
new. What each step does stands in onesource.pipeline.library.
"""

from __future__ import annotations

from airflow.sdk import DAG, AssetAny, get_current_context, get_parsing_context, task
from airflow.sdk.exceptions import AirflowSkipException

from onesource import orchestration as flow
from onesource.catalog import Catalog, Library

TRIAGE = """\
### {title}
**这个流程做什么**：任一来源有新数据，或有新的裁定、裁定到期，即被唤醒，按“一数一源”规则重新汇总（master），
经质量审核（audit）后与历史、差异一起一次性发布（publish）。没有新数据时显示为跳过（粉色），属正常。

| 红在哪一步 | 说明 | 怎么办 |
|---|---|---|
| 汇总 | 目录声明有误，或数据库不可用 | 信息中写明了文件和字段；改正后清除（Clear）任务 |
| 审核 | 汇总结果不满足 `expectations/libraries/{name}.yaml`，未发布；昨天的库继续有效 | 信息中有不满足的要求和样例主键；查来源批次，请来源部门更正，或修订要求后清除任务；是裁定的取值不满足的，用 `onesource ruling end` 撤回该裁定，再重新汇总 |
| 发布 | 被中断，或期间已有更新的版本发布 | 清除“汇总”任务，重新走一遍；重复执行不会重复写入 |

来源：{feeds}

声明文件：`include/catalog/libraries/{name}.yaml`　维护：{owner}
"""


def library_dag(catalog: Catalog, library: Library) -> DAG:
    """The DAG of one base library."""
    asset = flow.library_asset(library.name)
    owner = catalog.providers[library.owner].title
    with DAG(
        dag_id=f"library.{library.name}",
        dag_display_name=f"基础库 {library.title}",
        description=library.title,
        doc_md=_triage(catalog, library),
        schedule=AssetAny(
            *(flow.feed_asset(feed.path) for feed in catalog.suppliers(library.name)),
            flow.ruling_asset(library.name),
        ),
        catchup=False,
        max_active_runs=1,
        default_args=flow.defaults(owner),
        tags={"基础库", library.name, owner},
    ) as dag:

        @task(task_display_name="汇总")
        def master() -> str:
            from onesource.pipeline import library as steps

            with flow.step(get_current_context()) as house:
                built = steps.master(house, library.name)
            if built is None:
                raise AirflowSkipException("nothing new, or not every deciding feed is there yet")
            return built.build_id

        @task(task_display_name="审核")
        def audit(build_id: str) -> str:
            from onesource.pipeline import library as steps

            with flow.step(get_current_context()) as house:
                steps.audit(house, library.name, build_id)
                return build_id

        @task(task_display_name="发布", outlets=[asset])
        def publish(build_id: str) -> None:
            from onesource.pipeline import library as steps

            context = get_current_context()
            with flow.step(context) as house:
                flow.tell(context, asset, steps.publish(house, library.name, build_id))

        publish(audit(master()))
    return dag


def _triage(catalog: Catalog, library: Library) -> str:
    feeds = (
        f"{catalog.providers[feed.provider].title}《{feed.title}》"
        for feed in catalog.suppliers(library.name)
    )
    owner = catalog.providers[library.owner].title
    return TRIAGE.format(
        title=library.title, name=library.name, owner=owner, feeds="、".join(feeds)
    )


def declared() -> list[DAG]:
    """The DAGs to show: all libraries', or within a task's process that one's alone."""
    wanted = get_parsing_context().dag_id
    if wanted is not None and not wanted.startswith("library."):
        return []
    catalog = Catalog.readable()
    return [
        library_dag(catalog, library)
        for library in catalog.libraries.values()
        if wanted in (None, f"library.{library.name}") and catalog.suppliers(library.name)
    ]


for dag in declared():
    globals()[dag.dag_id] = dag
