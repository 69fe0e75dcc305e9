"""One DAG a declared feed, `feed.<provider>.<feed>`: land → check → accept, then its asset is renewed.

When a feed runs is decided here, from the update cycle agreed with its provider. No
DAG has a start date: one that is switched on waits for its next turn.
What each step does stands in onesource.pipeline.feed.
"""

from __future__ import annotations

from airflow.sdk import DAG, get_current_context, get_parsing_context, task

from onesource import orchestration as flow
from onesource.catalog import Catalog, Feed, Provider, pool

SCHEDULES = {  # update cycle → (its name, when it is fetched)
    "daily": ("每日", "0 2 * * *"),
    "weekly": ("每周", "0 2 * * 1"),
    "monthly": ("每月", "0 2 2 * *"),
    "quarterly": ("每季度", "0 2 11 1,4,7,10 *"),  # delivered by the 10th of the first month
    "half_yearly": ("每半年", "0 2 11 1,7 *"),
    "yearly": ("每年", "0 2 11 1 *"),
}

FIRST = 10  # before the libraries, which then are built once of what many feeds brought

TRIAGE = """\
### {title}（{provider}）
{summary}

**这个流程做什么**：接收（land）→ 校验（check）→ 入库（accept）。完成后唤醒基础库「{library}」。

| 红在哪一步 | 说明 | 怎么办 |
|---|---|---|
| 接收，信息以 `held` 开头 | 本次报送不符合约定（清单不符、缺栏目、数量骤变、编码错误等），已整批留存，未入库；上一批数据继续有效，不会自动重试 | 信息中写明了文件、行和改法。请{provider}重新报送后，清除（Clear）该任务；报告会告知{provider} |
| 接收，重试中（黄） | 对方系统暂时不可用或正忙（`Unreachable`） | 不必处理，会自动重试；重试用完仍失败，请联系{provider}检查 `{connection}` |
| 接收，`Refused` 且提到 connection | 令牌、密钥或主机指纹不对 | 在 管理 → 连接 中更正 `{connection}`，再清除任务 |
| 校验 | 整批性的质量要求未满足，处理同 `held` | 见 `expectations/{path}.yaml` |
| 入库 | 数据库不可用或被中断 | 清除任务即可：每一步都可以重复执行 |

声明文件：`include/catalog/feeds/{path}.yaml`　资源代码：`{code}`　更新周期：{cycle}
"""


def feed_dag(feed: Feed, provider: Provider) -> DAG:
    """The DAG of one feed."""
    asset = flow.feed_asset(feed.path)
    cycle, schedule = SCHEDULES[feed.update_cycle]
    with DAG(
        dag_id=f"feed.{feed.provider}.{feed.name}",
        dag_display_name=f"归集 {provider.title} {feed.title}",
        description=feed.summary,
        doc_md=_triage(feed, provider, cycle),
        schedule=flow.timed(schedule),
        catchup=False,
        max_active_runs=1,
        default_args={**flow.defaults(provider.title), "priority_weight": FIRST},
        tags={"归集", provider.title, feed.supplies.library, cycle},
    ) as dag:

        @task(task_display_name="接收", pool=pool(feed.provider))
        def land() -> str:
            from onesource.pipeline import feed as steps

            context = get_current_context()
            with flow.step(context) as house:
                return steps.land(house, feed.path, flow.interval_at(context)).batch_id

        @task(task_display_name="校验")
        def check(batch_id: str) -> str:
            from onesource.pipeline import feed as steps

            with flow.step(get_current_context()) as house:
                steps.check(house, feed.path, batch_id)
                return batch_id

        @task(task_display_name="入库", outlets=[asset])
        def accept(batch_id: str) -> None:
            from onesource.pipeline import feed as steps

            context = get_current_context()
            with flow.step(context) as house:
                counts = steps.accept(house, feed.path, batch_id)
                flow.tell(context, asset, {"batch_id": batch_id, **counts})

        accept(check(land()))
    return dag


def _triage(feed: Feed, provider: Provider, cycle: str) -> str:
    return TRIAGE.format(
        title=feed.title,
        provider=provider.title,
        summary=feed.summary,
        library=feed.supplies.library,
        connection=feed.source.connection,
        path=feed.path,
        code=feed.resource_code,
        cycle=cycle,
    )


def declared() -> list[DAG]:
    """The DAGs to show: all feeds', or within a task's process that one's alone."""
    wanted = get_parsing_context().dag_id
    if wanted is not None and not wanted.startswith("feed."):
        return []
    only = wanted.removeprefix("feed.").replace(".", "/") if wanted else None
    providers = Catalog.load_providers()
    feeds = [Catalog.load_feed(only)] if only else list(Catalog.readable().feeds.values())
    return [feed_dag(feed, providers[feed.provider]) for feed in feeds]


for dag in declared():
    globals()[dag.dag_id] = dag
