"""A throw-away DAG: one task that writes one row through the connection of the base database."""

from airflow.sdk import dag, task


@dag(schedule=None, tags=["throw-away"])
def one_row():
    @task
    def write(**context):
        from airflow.providers.postgres.hooks.postgres import PostgresHook

        if context["dag_run"].conf.get("fail"):
            raise ValueError("told to fail")
        hook = PostgresHook("onesource_db")
        hook.run("create table if not exists one_row (logical_date timestamptz primary key)")
        hook.run("insert into one_row values (%s)", parameters=[context["logical_date"]])

    write()


one_row()
