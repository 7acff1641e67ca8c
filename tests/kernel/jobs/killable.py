"""The suite's settings with a queue that takes back a killed worker's job after seconds."""

from config.settings.test import *  # noqa: F403  settings are layered by import

Q_CLUSTER = {**Q_CLUSTER, "timeout": 2, "retry": 3}  # noqa: F405
