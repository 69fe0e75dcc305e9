"""The discrepancy loop's round, `discrepancies`: relations and lateness judged, answers taken in, conflicts weighed, cases raised, then the reports.

Runs every morning and whenever a library was published. Answers and reports wait for what
stands before them and go on whatever became of that. What a round does stands in
onesource.pipeline.round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
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
LONGEST = timedelta(hours=12)  # a round that takes longer has failed

TRIAGE = """\
### 差异回路
**这个流程做什么**：每天上午，以及每次基础库发布之后：先核对各基础库之间的引用和空间位置（汇总关联），
检查谁逾期未报（时效）；收取各部门以邮件或前置机交回的报告，逐行核对，发回《答复回执》（邮件答复、答复）；
按各部门数据的一致情况，估算每处不一致是权威值有误的可能性（估算，只用于排序、选定向谁核实和建议值，从不改动现行值）；
把同一原因的差异立为一案，按工作日计算答复期限，到期前后逐级提醒，有新裁定的唤醒相应基础库（立案）；
再为每个提供部门汇总未了结的差异，生成报告（XLSX 和网页，另附各批数据的暂存行和缺口清单），
放到该部门前置机的收件目录。内容与上次相同则不再发送。需要主管部门裁定的案件，逐案发起“差异裁定”流程（提请裁定）。
声明了邮件或接收地址（webhook）的部门，报告送达后另发一份摘要；夜间和休息日不发，每天有上限，
留待下一轮合并发出（`deadlines.yaml` 的 `notices`）。待主管部门认定的和逾期的案件，同样通知主管部门。

| 红在哪一步 | 说明 | 怎么办 |
|---|---|---|
| 汇总关联 某库 | 该库或其来源的文件读不出，或数据库不可用；其他库和报告照常进行，该库的关联差异保持原样 | 按信息处理后清除（Clear）该任务；提到 `state` 文件时，先重跑所写的归集流程 |
| 时效 | 数据库不可用 | 清除任务即可 |
| 邮件答复，`Refused` | `ONESOURCE_MAIL_DROP` 所指的不是 Maildir 目录 | 更正设置，或请邮件服务器管理员建立后清除任务；没有设置的不收邮件 |
| 某部门的答复，重试中 | 该部门前置机暂时连不上 | 不必处理，会自动重试；几次都连不上的，下一轮再收，不会漏收或重复采纳 |
| 某部门的答复，`Refused` | 密钥、主机指纹不对，或答复目录、收件目录的权限不对、被删除 | 信息中写明了连接名和目录；更正后清除（Clear）任务，已采纳的不会重复 |
| 估算 某库 | 该库来源的文件读不出，或数据库不可用；其他库、立案和报告照常进行，该库沿用上次的估算 | 按信息处理后清除（Clear）该任务，下一轮也会自动补算 |
| 立案 | `deadlines.yaml` 有误（答复、报告和通知也会因此失败），或数据库不可用 | 按信息更正后清除任务，连同下游；重复执行不会重复立案、重复提醒 |
| 某部门的报告，重试中 | 该部门前置机暂时连不上 | 不必处理，会自动重试 |
| 某部门的报告，`Refused` | 密钥、主机指纹或收件目录权限不对 | 信息中写明了连接名和目录；更正后清除（Clear）任务，不会重复发送 |
| 通知 某部门，重试中 | 邮件服务器或该部门的接收地址暂时不通 | 不必处理，会自动重试；仍不通的，下一轮以同一编号再发，报告不会重复送 |
| 通知 某部门，`Refused` | 邮件地址、登录、证书或接收地址（webhook）的密钥不对，或目录文件有误 | 信息中写明了连接名或地址；更正连接或 `providers.yaml`、`deadlines.yaml` 后清除任务，没有发出的会补发；同一通知已有别的地址收到的，更正的地址从下一份起收到 |
| 待裁定、提请裁定 | 数据库不可用，或“差异裁定”流程未载入 | 清除任务即可；重复执行不会重复发起 |
| 整轮，任务未完成即显示失败 | 一轮超过 12 小时（逾期） | 查看最后在运行的任务，处理后清除未完成的任务；重跑不会重复发送 |
| 完成，`upstream_failed` | 本轮有别的任务失败 | 处理那个任务；清除它时连同下游一起清除 |
| 清理 | 数据湖目录不可写 | 检查 `ONESOURCE_LAKE` 的权限和空间 |

填错的答复不会使任务变红：原因逐行写在给该部门的《答复回执》里。日志中提示没有答复目录（`has no folder`）的，
是该部门前置机尚未建这个目录，请联系机主建立。以邮件交回的答复须由 `providers.yaml` 中该部门声明的地址（`mail`）发出；
不是的，连同没有工作簿、发件人未通过验证的，日志中写明原因（`set aside`），原件移到邮箱的 `.set_aside` 文件夹，请人工查看。

“完成”只在没有任务失败时为绿：有任务失败时整轮显示为失败，但各部门的报告仍会发出；重跑不会重复发送。

发送记录：表 `notice.delivery`　邮件和 webhook：表 `notice.message`　收到的答复：表 `notice.reply`　未了结的差异：表 `discrepancy.finding`
"""


def round_dag(catalog: Catalog) -> DAG:
    """The round's DAG: two tasks a library, lateness, mail, two tasks a provider, the sweep, and the end.

    A provider that declares a channel has one more, and so has the bureau. The end alone needs
    that none failed, so that a round with a failure never looks whole.
    """
    with DAG(
        dag_id=DAG_ID,
        dag_display_name="差异回路 报告与送达",
        description="各部门的数据核对报告",
        doc_md=TRIAGE,
        schedule=_schedule(catalog),
        catchup=False,
        max_active_runs=1,
        dagrun_timeout=LONGEST,
        default_args=flow.defaults("数据资源主管部门"),
        tags={"差异", "报告"},
    ) as dag:
        judged = [*(_relations(library) for library in catalog.libraries.values()), _lateness()]
        mail = _mail()
        answers = [_answers(slug, provider) for slug, provider in catalog.providers.items()]
        weighed = [_estimate(library) for library in catalog.libraries.values()]
        raised = _raise()
        reports = [_report(slug, provider) for slug, provider in catalog.providers.items()]

        @task(task_display_name="清理", trigger_rule=TriggerRule.ALL_DONE)
        def sweep() -> None:
            from onesource.pipeline import round as steps

            with flow.step(get_current_context()) as house:
                steps.sweep(house)

        @task(task_display_name="完成", trigger_rule=TriggerRule.NONE_FAILED)
        def complete() -> None:
            """Nothing is left to do."""

        swept, end = sweep(), complete()
        questions = _questions(raised)
        for before in judged:
            before >> [mail, *answers, swept, end]
        mail >> [*answers, end]
        for before in answers:
            before >> [*weighed, end]
        for before in weighed:
            before >> [raised, end]
        raised >> reports
        sent = [*_announcements(catalog.providers, reports), _bureau(raised)]
        [raised, *questions, *reports, *sent, swept] >> end
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


def _mail() -> Any:
    @task(task_display_name="邮件答复", trigger_rule=TriggerRule.ALL_DONE, **flow.soon())
    def mail() -> None:
        from onesource.pipeline import mail as drop

        with flow.step(get_current_context()) as house:
            drop.take_in(house)

    return mail()


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


def _estimate(library: Library) -> Any:
    @task(
        task_id=f"estimate.{library.name}",
        task_display_name=f"估算 {library.title}",
        trigger_rule=TriggerRule.ALL_DONE,
    )
    def estimate() -> None:
        from onesource.pipeline import round as steps

        with flow.step(get_current_context()) as house:
            steps.estimate(house, library.name)

    return estimate()


def _raise() -> Any:
    @task(
        task_id="raise",
        task_display_name="立案",
        trigger_rule=TriggerRule.ALL_DONE,
        outlets=[flow.RULINGS],
    )
    def raise_cases() -> None:
        from onesource.pipeline import round as steps
        from onesource.pipeline import ruling

        context = get_current_context()
        with flow.step(context) as house:
            steps.raise_cases(house)
            flow.tell_ruled(context, ruling.waiting(house.base))

    return raise_cases()


def _questions(raised: Any) -> tuple[Any, Any]:
    """A run for each case before the bureau that has none; what was decided elsewhere ends its run."""

    @task(task_display_name="待裁定")
    def questions() -> list[dict[str, Any]]:
        from onesource.pipeline import adjudication as steps

        context = get_current_context()
        known = context["ti"].get_task_states(dag_id=flow.ADJUDICATIONS)
        with flow.step(context) as house:
            return steps.due_runs(house, known, flow.ASKED_AT_ONCE)

    found = questions()
    started = TriggerDagRunOperator.partial(
        task_id="adjudicate",
        task_display_name="提请裁定",
        trigger_dag_id=flow.ADJUDICATIONS,
        logical_date=None,
        reset_dag_run=True,
        openlineage_inject_parent_info=False,  # a question's conf is the question
    ).expand_kwargs(found)
    raised >> found
    return found, started


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


def _announcements(providers: Mapping[str, Provider], reports: Sequence[Any]) -> list[Any]:
    """One task a provider that declares a channel, after its report."""
    told = []
    for (slug, provider), report in zip(providers.items(), reports, strict=True):
        if provider.channels:
            told.append(_send(slug, provider.title))
            report >> told[-1]
    return told


def _bureau(raised: Any) -> Any:
    """The bureau's own digest, where deadlines.yaml says how it is told."""
    told = _send("bureau", "主管部门")
    raised >> told
    return told


def _send(receiver: str, title: str) -> Any:
    @task(
        task_id=f"send.{receiver}",
        task_display_name=f"通知 {title}",
        trigger_rule=TriggerRule.ALL_DONE,
    )
    def send() -> None:
        from onesource.pipeline import channels

        context = get_current_context()
        with flow.step(context) as house:
            channels.send(house, receiver, context["dag_run"].run_id)

    return send()


if get_parsing_context().dag_id in (None, DAG_ID):
    discrepancies = round_dag(Catalog.readable())
