"""Django settings. Everything an operator may set comes from the environment and is listed in docs/operations.md."""

import os
from pathlib import Path

from gongkai.conf import database, secret

VAR = Path(os.environ.get("GONGKAI_VAR", Path.cwd() / "var")).resolve()
DEMO = os.environ.get("GONGKAI_DEMO", "1") == "1"
DEBUG = os.environ.get("GONGKAI_DEBUG", "0") == "1"

SECRET_KEY = secret.read_or_create(VAR / "secret-key")
PERSONAL_DATA_KEY = secret.read_or_create(VAR / "personal-data-key")
LEDGER_KEY = secret.read_or_create(VAR / "ledger-key")
ALLOWED_HOSTS = os.environ.get("GONGKAI_HOSTS", "*" if DEMO else "localhost").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("GONGKAI_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "gongkai.ledger",
    "gongkai.units",
    "gongkai.cases",
    "gongkai.search",
    "gongkai.publishing",
    "gongkai.disclosure",
    "gongkai.voice",
    "gongkai.reporting",
    "gongkai.portal",
    "gongkai.workbench",
    "gongkai.exchange",
    "gongkai.demo",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "taggit",
    "axes",
    "django_htmx",
    "tinymce",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gongkai.conf.urls"
WSGI_APPLICATION = "gongkai.conf.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {
    "default": database.django_settings(os.environ.get("DATABASE_URL") or database.start_embedded(VAR))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}

AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
WAGTAILADMIN_USER_LOGIN_FORM = "gongkai.workbench.sign_in.LoginForm"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
# A whole office sits behind one address: lock the account at that address, not the office.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1
AXES_VERBOSE = False

# Sign-in of applicants through an identity service (OpenID Connect); off while no issuer is named.
CITIZEN_ISSUER = os.environ.get("GONGKAI_OIDC_ISSUER", "")
CITIZEN_CLIENT_ID = os.environ.get("GONGKAI_OIDC_CLIENT_ID", "")
CITIZEN_CLIENT_SECRET = os.environ.get("GONGKAI_OIDC_CLIENT_SECRET", "")
CITIZEN_SERVICE_NAME = os.environ.get("GONGKAI_OIDC_NAME", "统一身份认证")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = VAR / "files"
MEDIA_URL = "/files/"
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
# A form of statistics may have two thousand cells, each with its own field.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8000

# The public site, its search index and the ledger's tiles: plain files that outlive the application.
SITE_ROOT = VAR / "site"
SEARCH_ROOT = VAR / "search"

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("GONGKAI_HTTPS", "0") == "1"

WAGTAIL_SITE_NAME = "政务公开一体化平台"
WAGTAILADMIN_BASE_URL = os.environ.get("GONGKAI_BASE_URL", "http://localhost:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
# One time zone for everybody: the account page offers none to choose.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILADMIN_COMMENTS_ENABLED = False
# Wagtail's own lists (columns, images, documents) are short: the database finds parts of words, and no save writes an
# index. Whoever keeps thousands of images names another backend; each takes of these parameters what it knows.
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": os.environ.get("GONGKAI_SEARCH_BACKEND", "modelsearch.backends.database.fallback"),
        "PATH": VAR / "search-workbench",
        "URLS": os.environ.get("GONGKAI_SEARCH_URLS", "http://localhost:9200").split(","),
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("GONGKAI_LOG", "WARNING")},
}
