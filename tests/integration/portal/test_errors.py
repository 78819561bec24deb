"""What a person sees when something goes wrong is a Chinese sentence that says what to do."""

import pytest
from django.test import Client

from gongkai.search import find, index


def test_a_form_sent_from_an_expired_page_says_so(db):
    response = Client(enforce_csrf_checks=True).post("/apply/", {"name": "张三"})
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


def test_a_fault_of_the_system_is_told_in_chinese(db, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(find, "query", broken)
    client = Client(raise_request_exception=False)
    response = client.get("/search/?q=预算")
    assert response.status_code == 500
    assert "系统出错" in response.content.decode()


@pytest.mark.django_db
def test_search_finds_nothing_before_there_is_an_index(client):
    index.clear()
    assert client.get("/search/?q=预算").status_code == 200
