"""A throw-away DAG under a feed's id: it fails where it is told to."""

from airflow.sdk import dag, task


@dag(dag_id="feed.health.deaths", schedule=None, tags=["throw-away"])
def deaths():
    @task
    def land(**context):
        if context["dag_run"].conf.get("fail"):
            raise ValueError("told to fail")

    land()


deaths()
