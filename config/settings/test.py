"""The suite: throw-away home, no static manifest, quick password hashes."""

import os
import tempfile

if "AMPARO_HOME" not in os.environ:
    os.environ["AMPARO_HOME"] = tempfile.mkdtemp(prefix="amparo-test-")
os.environ.setdefault("AMPARO_KIND", "test")

from config.settings.base import *  # noqa: F403  the home must exist first

INSTALLED_APPS = [*INSTALLED_APPS, "amparo.demo"]  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CODE_HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"
STRONG_AUTHENTICATION = ["mfa", "demonstration"]
MEMBER_KEY_COST = (1, 64)
