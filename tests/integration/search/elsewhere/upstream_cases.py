"""The tests that modelsearch has for every backend, for ours."""

from django.test import TestCase
from modelsearch.tests.test_backends import BackendTests


class TantivyTests(BackendTests, TestCase):
    backend_path = "gongkai.search.backend"
