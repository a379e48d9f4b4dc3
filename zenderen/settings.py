"""The only settings file: everything that differs between places comes from the environment, safe by default.

The table in README.md lists each variable. Nothing here reads a machine's paths or names.
"""

from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(env.str("ZENDEREN_STATE", default="") or BASE_DIR / "var").resolve()

# --- Where we are ---------------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
# Demo: accounts offered on the sign-in page and a readable mailbox. Never on a portal with real people in it.
DEMO = env.bool("ZENDEREN_DEMO", default=False)
DEMO_PASSWORD = "samen-in-twente" if DEMO else ""

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text; make demo, run and test do so by themselves.")

SITE_URL = env.str("SITE_URL", default="https://localhost").rstrip("/")
_site = urlsplit(SITE_URL)
_https = _site.scheme == "https"
ALLOWED_HOSTS = [_site.hostname or "localhost", *env.list("ALLOWED_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- What the portal is made of -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django_linear_migrations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "guardian",
    "simple_history",
    "zenderen.lib",
    "zenderen.jobs",
    "network",
    "themes",
    "projects",
    "agreements",
    "zenderen.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zenderen.lib.middleware.language",
    "zenderen.lib.middleware.typed_addresses",
    "zenderen.lib.middleware.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "zenderen.lib.middleware.SameMoment",
]

ROOT_URLCONF = "zenderen.urls"
WSGI_APPLICATION = "zenderen.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zenderen.lib.context.portal",
                "network.context.administration",
                "zenderen.demo.context.demo",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "zenderen.lib.templatetags.zenderen",
            ],
        },
    },
]
FORM_RENDERER = "zenderen.lib.forms.Renderer"

# --- Data -----------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.dj_db_url("DATABASE_URL", conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database: row locks and Dutch search need it.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # A Redis that does not answer may cost a request a moment, never a worker.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}

MEDIA_ROOT = env.path("MEDIA_ROOT", default=STATE_DIR / "media")
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=STATE_DIR / "static")
# The two typefaces and htmx are served out of the packages that ship them: nothing of them is committed.
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("fonts/atkinson-hyperlegible", str(files("fontpkg_atkinson_hyperlegible") / "files")),
    ("fonts/figtree", str(files("fontpkg_figtree") / "files")),
]
STORAGES = {
    "default": {"BACKEND": "zenderen.lib.files.PrivateStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "zenderen.lib.staticfiles.HashedFiles"
    },
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.[a-z0-9]+$"  # a hash in the name: never another content
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Background work ------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A message is only a hint (zenderen.jobs holds the truth), so a dead broker may cost a moment, never a request.
# Measured: without max_retries a refused connection costs a request 6 seconds, with it none.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 1,
    "socket_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    # A sweep that could not run in time is not worth running late: the next one is there already.
    "sweep-jobs": {"task": "zenderen.jobs.sweep", "schedule": 10.0, "options": {"expires": 10}},
    "finish-agreements": {"task": "agreements.finish", "schedule": 60.0},
    "end-agreements": {"task": "agreements.end_what_is_over", "schedule": 3600.0},
    "remind-parties": {"task": "agreements.remind", "schedule": 900.0},
    "refresh-mandates": {"task": "agreements.refresh_mandates", "schedule": 900.0},
    "look-at-seal": {"task": "agreements.look_at_seal", "schedule": 600.0, "options": {"expires": 600}},
    "ask-visitors": {"task": "network.ask_visitors", "schedule": crontab(hour=9, minute=10)},
    "forget-visitors": {"task": "network.forget_visitors", "schedule": crontab(hour=3, minute=50)},
    "ask-pulses": {"task": "network.ask_pulses", "schedule": crontab(hour=7, minute=20)},
    "remind-advice": {"task": "network.remind_advice", "schedule": crontab(hour=7, minute=30)},
    "follow-rounds": {"task": "projects.follow_rounds", "schedule": crontab(hour="7-20", minute=40)},
    "renew-timestamps": {"task": "agreements.renew_timestamps", "schedule": crontab(hour=3, minute=10)},
    "check-documents": {"task": "agreements.check_documents", "schedule": crontab(hour=3, minute=30)},
    "check-bandwidth": {"task": "projects.check_bandwidth", "schedule": crontab(hour=4, minute=10)},
    "forget-jobs": {"task": "zenderen.jobs.forget", "schedule": crontab(hour=2, minute=40)},
    "refresh-terms": {"task": "network.refresh_terms", "schedule": 600.0},
    "forget-proofs": {"task": "network.forget_proofs", "schedule": 3600.0},
}

# --- Who may come in ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "network.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: no database row stands for a stranger
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "network:mine"
LOGOUT_REDIRECT_URL = "network:home"

ACCOUNT_ADAPTER = "network.identity.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account exists by invitation only, and the invitation proves the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # people hear of every change to what protects their account
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can make the portal write to a stranger
ACCOUNT_FORMS = {"confirm_login_code": "network.forms.ConfirmLoginCodeForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"authenticate": "network.forms.AuthenticateForm", "reauthenticate": "network.forms.ReauthenticateForm"}
MFA_TOTP_TOLERANCE = 1  # half a minute earlier or later: phones' clocks differ, and typing takes time
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Zorgnetwerk Zenderen"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _https

# --- Safe by default ------------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 10
SECURE_SSL_REDIRECT = _https and not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^healthz/$", r"^readyz/$"]
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # its limits per address then look at X-Forwarded-For, from the end
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "zenderen.lib.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# In the session, so that no third cookie carries what is said after a form was sent.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Words and time -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
NETWORK_NAME = env.str("NETWORK_NAME", default="Zorgnetwerk Zenderen")

# --- Mail -----------------------------------------------------------------------------------------------------------

_mail = env.dj_email_url("EMAIL_URL", default="smtp://localhost:25")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{NETWORK_NAME} <portaal@{_site.hostname}>")

# --- The seal of the network -----------------------------------------------------------------------------------------

# The key: a PKCS#12 file with its passphrase, or a device that speaks PKCS#11. docs/operations.md says how to get one.
SEAL_PKCS12 = env.str("SEAL_PKCS12", default="")
SEAL_PASSPHRASE = env.str("SEAL_PASSPHRASE", default="")
SEAL_PKCS11_MODULE = env.str("SEAL_PKCS11_MODULE", default="")
SEAL_PKCS11_TOKEN = env.str("SEAL_PKCS11_TOKEN", default="")
SEAL_PKCS11_LABEL = env.str("SEAL_PKCS11_LABEL", default="")
SEAL_PKCS11_PIN = env.str("SEAL_PKCS11_PIN", default="")
# Files with certificates and revocation lists: whom we trust, what stands in between, who was revoked.
SEAL_ROOTS: list[str] = env.list("SEAL_ROOTS", default=[])
SEAL_CHAIN: list[str] = env.list("SEAL_CHAIN", default=[])
SEAL_CRLS: list[str] = env.list("SEAL_CRLS", default=[])
SEAL_TSA_URL = env.str("SEAL_TSA_URL", default="")
SEAL_LEVEL = env.str("SEAL_LEVEL", default="B-LTA")
if SEAL_LEVEL not in ("B-B", "B-T", "B-LT", "B-LTA"):
    raise ImproperlyConfigured("SEAL_LEVEL is one of B-B, B-T, B-LT and B-LTA.")
# Whether revocation lists and answers may be fetched from the addresses that the certificates name.
SEAL_FETCH = env.bool("SEAL_FETCH", default=not (DEBUG or DEMO))

# --- Others ---------------------------------------------------------------------------------------------------------

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        **{name: {"level": "WARNING"} for name in ("weasyprint.progress", "fontTools")},
        # What pyHanko finds wrong with a file is a verdict of ours, and our own exceptions say what failed.
        **{name: {"level": "ERROR"} for name in ("pyhanko", "pyhanko_certvalidator")},
    },
}
