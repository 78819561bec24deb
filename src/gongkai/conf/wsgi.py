"""The WSGI application: published files first, Django for everything else."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
_django = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- settings are ready only now

from gongkai.portal.static_front import StaticFront  # noqa: E402

application = StaticFront(_django, settings.SITE_ROOT)
