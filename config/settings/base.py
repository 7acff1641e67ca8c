"""Settings shared by every shape; `amparo.home` says where this node keeps its data and keys."""

import os
from pathlib import Path

from amparo.home import Home, database_from_url, owner_is_apart

ROOT = Path(__file__).resolve().parents[2]
HOME = Home.from_environment()

SECRET_KEY = HOME.needed("secret").hex()
DEBUG = False
ALLOWED_HOSTS = HOME.allowed_hosts
CSRF_TRUSTED_ORIGINS = HOME.trusted_origins

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "amparo.kernel.ui",  # before the accounts library, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_q",
    "amparo.kernel.identity",
    "amparo.kernel.organisations",
    "amparo.kernel.access",
    "amparo.kernel.vault",
    "amparo.kernel.audit",
    "amparo.kernel.events",
    "amparo.kernel.jobs",
    "amparo.kernel.workflow",
    "amparo.kernel.files",
    "amparo.kernel.retention",
    "amparo.persons",
    "amparo.reports",
    "amparo.identification",
    "amparo.cases",
    "amparo.ownfile",
    "amparo.observatory",
    "amparo.oversight",
    "amparo.accounts",
    "amparo.portal",
]

MIDDLEWARE = [
    "amparo.kernel.ui.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "amparo.kernel.ui.middleware.IdleSessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "amparo.kernel.vault.own_cookie.OwnCookie",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "amparo.kernel.access.middleware.ActorOfRequest",
    "amparo.kernel.access.ceiling_page.CeilingReached",
    "amparo.kernel.ui.middleware.KeepDrafts",
    "amparo.kernel.ui.middleware.OncePerForm",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "amparo.kernel.ui.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "amparo.kernel.ui.templatetags.ui"],
        },
    }
]

DATABASES = {"default": database_from_url(HOME)}
# PostgreSQL: who owns the tables and migrates them, and, when the login is used for other things
# too, the narrower role that the doors take on (docs/how-to/postgresql.md).
DATABASE_OWNER = database_from_url(HOME, "DATABASE_OWNER_URL") if owner_is_apart() else {}
ROW_LEVEL_ROLE = os.environ.get("DATABASE_ROLE", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
CODE_HASHER = "amparo.kernel.identity.hashing.CodeHasher"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "amparo.kernel.identity.validators.NoHouseWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:start"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "amparo.kernel.identity.adapter.StaffOnly"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_SESSION_REMEMBER = False  # a shared computer must not remember
ACCOUNT_PREVENT_ENUMERATION = True
# The library knows no address (see the adapter), so a limit per address would lock everybody out
# together: failed sign-ins are slowed by account (`identity.tally`), wrong codes counted here.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "5/5m/key"}
MFA_ADAPTER = "amparo.kernel.identity.adapter.SecondFactors"
MFA_FORMS = {
    "authenticate": "amparo.kernel.identity.forms.AuthenticateForm",
    "reauthenticate": "amparo.kernel.identity.forms.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # cards of codes are ours (`identity.cards`)
MFA_PASSKEY_LOGIN_ENABLED = True
# The kind of account is decided here, never in code: demonstration settings append "demonstration".
STRONG_AUTHENTICATION = ["mfa"]
PROVE_AGAIN = ""  # where a proof is renewed; empty: with the factor that the account has

SESSION_COOKIE_AGE = 15 * 60
SESSION_LONGEST_SECONDS = 12 * 60 * 60  # used or not, a long shift signs in again
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None  # gone when the browser closes
CSRF_FAILURE_VIEW = "amparo.portal.views.form_expired"
# Messages stay on the server: a cookie would leave their words on the disk of the device.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
# `no-referrer` would make Chromium send `Origin: null` and every form would be refused.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
# What is uploaded stays in memory until it is sealed: never a clear copy in a temporary folder.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English"), ("pt", "Português"), ("fr", "Français")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME.path / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
Q_CLUSTER = {
    "name": "amparo",
    "orm": "default",
    "workers": 1,
    "timeout": 600,
    "retry": 660,  # longer than the timeout, or a long job would be started twice
    "max_attempts": 8,
    "ack_failures": False,
    "save_limit": -1,  # what ended well leaves no row, so no instant, behind
    "poll": 1,
    "catch_up": False,
    "bulk": 1,
}

# Nothing about a request is written: no access log, no IP, no user agent (docs/threat-model.md).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"bare": {"()": "amparo.kernel.audit.logs.WithoutLocals"}},
    "formatters": {"line": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["bare"]}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "amparo": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
DEFAULT_EXCEPTION_REPORTER = "amparo.kernel.audit.logs.ReportWithoutLocals"

LAKE = HOME.path / "lake"
FILES = HOME.path / "files"
RECEIPT_SEMAPHORE = 2
MEMBER_KEY_COST = (3, 128 * 1024)  # passes and KiB of Argon2id for one try of a passphrase
DEMONSTRATION = False
TRAINING = False
COUNTRY = HOME.country  # whose emergency numbers the public side shows first
EXIT_URL = ""  # where quick exit leads; empty: a plain calendar page of this server
