"""Homes of private persons are told from offices, estates and registers."""

from datetime import date

import pytest

from gongkai.law.personal_data import personal_data_in


def homes(text):
    return [found.match[0] for found in personal_data_in(text, date(2026, 1, 1))]


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("我住人民路3号院2单元501，请尽快处理", "住人民路3号院2单元501"),
        ("家住白银区西区花园小区3号楼2单元501室", "家住白银区西区花园小区3号楼2单元501室"),
        ("住址：白银区人民路88号3单元501室", "住址：白银区人民路88号3单元501室"),
        ("张三住朝阳路8号院1单元", "住朝阳路8号院1单元"),
    ],
)
def test_a_home_is_found_to_its_door(text, home):
    assert homes(text) == [home]


@pytest.mark.parametrize(
    "text",
    [
        "区住建局位于人民路12号",
        "住房和城乡建设局办公地点为人民路12号",
        "保障性住房项目位于幸福街道人民路100号",
        "常住人口登记点设在和平社区5号",
        "本人入住人民路3号养老院",
    ],
)
def test_an_office_or_a_project_is_no_home(text):
    assert homes(text) == []
