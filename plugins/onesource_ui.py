"""Registers One Source's additions to the Airflow UI. What they do is in onesource.runtime."""

from airflow.plugins_manager import AirflowPlugin

from onesource.runtime.ui_language import ChineseByDefault


class OneSourceUI(AirflowPlugin):
    name = "onesource_ui"
    fastapi_root_middlewares = ({"middleware": ChineseByDefault, "name": "Chinese by default"},)
