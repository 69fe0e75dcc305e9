"""A throw-away DAG under a library's id: its second task waits until it is told to end."""

from airflow.sdk import dag, task


@dag(dag_id="library.population", schedule=None, tags=["throw-away"])
def population():
    @task
    def master():
        return 1

    @task
    def publish(_built, **context):
        import time
        from pathlib import Path

        while not Path(context["dag_run"].conf["until"]).exists():
            time.sleep(0.2)

    publish(master())


population()
