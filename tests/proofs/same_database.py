"""The suite's settings on the very database of a test, for processes beside it."""

import os

from config.settings.test import *  # noqa: F403  settings are layered by import

DATABASES["default"]["NAME"] = os.environ["AMPARO_TEST_DATABASE"]  # noqa: F405
