"""The annual report made of the district's own records."""

import re
from itertools import chain

import pytest
from django.urls import reverse

from gongkai.law.annual_report import REQUEST_COLUMNS, annual_check, consolidate
from gongkai.publishing import columns
from gongkai.reporting import actions, figures
from gongkai.reporting.compile import compile_report, tables_of
from gongkai.reporting.figures import Scope
from gongkai.reporting.models import AnnualReport
from tests.integration.reporting.conftest import (  # noqa: F401
    NOW,
    answered,
    ask,
    complete,
    filed,
    give,
    mixed_year,
    published,
    report,
    save,
)
