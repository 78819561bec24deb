"""What the competent office keeps for everybody: values and the calendar."""

from django.urls import reverse

from gongkai.units.models import Parameter


def test_a_value_out_of_bounds_is_refused_with_its_bounds(client, world):
    client.force_login(world.people["郑公开"])
    value = {"key": "reassess_months", "value": "600", "since": "2019-06-01", "source": "测试"}
    page = client.post(reverse("workbench_parameters"), value).content.decode()
    assert "应在1到60个月之间" in page
    assert not Parameter.objects.exists()


def test_only_the_competent_office_changes_a_value(client, world):
    client.force_login(world.people["张财"])
    value = {"key": "correction_days", "value": "10", "since": "2019-06-01", "source": "测试"}
    assert "不能修改" in client.post(reverse("workbench_parameters"), value).content.decode()
    client.force_login(world.people["郑公开"])
    client.post(reverse("workbench_parameters"), value)
    assert Parameter.objects.get().value == 10


def test_days_that_are_no_dates_are_named_and_nothing_is_lost(client, world):
    client.force_login(world.people["郑公开"])
    typed = {"rests": "2027-02-30", "works": "2027-02-06", "source": "国办发明电〔2026〕9号"}
    page = client.post(reverse("workbench_calendar"), typed).content.decode()
    assert "“2027-02-30”不是日期" in page
    assert "国办发明电〔2026〕9号" in page
