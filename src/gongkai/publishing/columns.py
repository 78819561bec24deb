"""The columns of the site (栏目): the five parts of 政府信息公开 with the statutory tree, and the others."""

import re
from dataclasses import dataclass

from django.db import connection, transaction
from wagtail.models import Page, Site

from gongkai.law.regulation import COUNTY_ITEMS, PROACTIVE_ITEMS, TOWNSHIP_ITEMS
from gongkai.publishing.models import Column, Part

LOCK = 7001
ROOT = "site"
# Everything stands below these two: they tell no column from another.
UNNAMED = (ROOT, "xxgk")
REGULATION = "《政府信息公开条例》第二十条、第二十一条"
SOURCES = {
    Part.OTHER: "国办发〔2017〕47号《政府网站发展指引》",
    Part.GUIDE: "国办公开办函〔2019〕61号",
    Part.RULES: "国办公开办函〔2019〕61号",
    Part.ANNUAL: "国办公开办函〔2019〕61号",
    Part.APPLY: "国办公开办函〔2019〕61号",
}
LEVELS = {"C": "县级", "T": "乡镇"}

# Names in use on county sites for the nodes of art. 20 (国办公开办函〔2019〕61号 and sites built after it).
STATUTORY_NAMES = {
    "P01": "履职依据",
    "P02": "机构简介",
    "P03": "规划信息",
    "P04": "统计信息",
    "P05": "行政许可和对外管理服务",
    "P06": "行政处罚和行政强制",
    "P07": "财政预决算",
    "P08": "行政事业性收费",
    "P09": "政府集中采购",
    "P10": "重大建设项目",
    "P11": "重大民生信息",
    "P12": "应急管理",
    "P13": "监督检查",
    "P14": "公务员招考",
    "P15": "其他法定信息",
}
_COLUMN_TYPES = {"P01": "政策文件", "P02": "机构职能", "P04": "数据发布"}


@dataclass(frozen=True)
class Node:
    """A column as it is to be: its place, its name and its page tags (国办发〔2017〕47号)."""

    code: str
    parent: str
    title: str
    part: Part
    column_type: str
    description: str
    takes_items: bool = True
    source: str = ""


def _statutory(items: dict[str, str], article: str) -> list[Node]:
    return [
        Node(
            code,
            "statutory",
            STATUTORY_NAMES.get(code, label),
            Part.STATUTORY,
            _COLUMN_TYPES.get(code, "信息公开目录"),
            f"《政府信息公开条例》{article}:{label}",
            source=f"《政府信息公开条例》{article}",
        )
        for code, label in items.items()
    ]


def _below(code: str, titles: dict[str, str], number: str) -> list[Node]:
    """Return the nodes into which county sites divide a matter of art. 20."""
    source = f"《政府信息公开条例》第二十条第{number}项"
    return [
        Node(
            key,
            code,
            title,
            Part.STATUTORY,
            _COLUMN_TYPES.get(code, "信息公开目录"),
            f"{source}：{title}",
            source=source,
        )
        for key, title in titles.items()
    ]


NODES = (
    Node(ROOT, "", "全部栏目", Part.OTHER, "首页", "门户全部栏目", takes_items=False),
    Node("yaowen", ROOT, "要闻动态", Part.OTHER, "工作动态", "区政府和各单位的工作动态"),
    Node("tongzhi", ROOT, "通知公告", Part.OTHER, "工作动态", "区政府和各单位的通知、公告、公示"),
    Node("guihua", ROOT, "规划", Part.OTHER, "信息公开目录", "国民经济和社会发展规划、专项规划、区域规划"),
    Node("jiedu", ROOT, "政策解读", Part.OTHER, "政策解读", "政策文件的解读，与文件双向关联"),
    Node("shuju", ROOT, "数据发布", Part.OTHER, "数据发布", "统计数据和部门数据"),
    Node("zhengji", ROOT, "征集调查", Part.OTHER, "征集调查", "公开征求意见的文件和结果反馈"),
    Node("huiying", ROOT, "回应关切", Part.OTHER, "回应关切", "对社会关切和政务舆情的回应"),
    Node("xxgk", ROOT, "政府信息公开", Part.OTHER, "信息公开目录", "政府信息公开专栏", takes_items=False),
    Node("guide", "xxgk", "政府信息公开指南", Part.GUIDE, "信息公开指南", "信息分类、获取方式、工作机构和联系方式"),
    Node("rules", "xxgk", "政府信息公开制度", Part.RULES, "政策文件", "政府信息公开的法律、法规、规章和工作制度"),
    Node(
        "statutory", "xxgk", "法定主动公开内容", Part.STATUTORY, "信息公开目录",
        "《政府信息公开条例》第二十条、第二十一条规定主动公开的内容", takes_items=False,
    ),
    *_statutory(PROACTIVE_ITEMS, "第二十条"),
    Node("gfxwj", "P01", "行政规范性文件", Part.STATUTORY, "政策文件", "区政府和各单位制定的行政规范性文件"),
    Node("qtzcwj", "P01", "其他政策文件", Part.STATUTORY, "政策文件", "行政规范性文件以外的政策文件"),
    *_below("P02", {"jgzn": "机构职能", "ldxx": "领导信息", "nsjg": "内设机构", "lxfs": "联系方式"}, "（二）"),
    *_below("P03", {"fzgh": "发展规划", "zxgh": "专项规划", "qygh": "区域规划"}, "（三）"),
    *_statutory(COUNTY_ITEMS, "第二十一条（县级）"),
    *_statutory(TOWNSHIP_ITEMS, "第二十一条（乡镇）"),
    Node("annual", "xxgk", "政府信息公开年报", Part.ANNUAL, "信息公开年报", "各单位历年政府信息公开工作年度报告"),
    Node(
        "apply", "xxgk", "依申请公开", Part.APPLY, "依申请公开", "申请说明、申请表下载、在线申请和办理查询",
        takes_items=False,
    ),
)  # fmt: skip


def label(code: str, title: str) -> str:
    """Return the title of a column, with the level where counties and townships have one of the same title."""
    return f"{title}（{LEVELS[code[0]]}）" if re.fullmatch(r"[CT]\d\d", code) else title


def labels() -> dict[str, str]:
    """Return the labels of all columns by their codes."""
    return {code: label(code, title) for code, title in Column.objects.values_list("code", "title")}


def names() -> dict[int, str]:
    """Return the name of every column as lists show it: its place in the tree, so that no two read alike.

    Art. 21 names 土地征收, 房屋征收 and 社会救助 for counties and for townships.
    """
    rows = Column.objects.order_by("path").values_list("pk", "path", "title", "code")
    above: dict[str, str] = {}
    found: dict[int, str] = {}
    for key, path, title, code in rows:
        own = label(code, title)
        before = above.get(path[: -Column.steplen], "")
        above[path] = "" if code in UNNAMED else f"{before} › {own}" if before else own
        found[key] = above[path] or title
    return found


def install() -> None:
    """Make the columns that are missing. Safe to call at every start and from several processes at once."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        known = set(Column.objects.values_list("code", flat=True))
        for sort, node in enumerate(NODES):
            if node.code not in known:
                _make(node, sort)
        _take_the_place_of_the_welcome_page()


def _make(node: Node, sort: int) -> None:
    # Read anew each time: the tree keeps its child counts in the database.
    parent = Column.objects.get(code=node.parent) if node.parent else Page.get_first_root_node()
    parent.add_child(
        instance=Column(
            title=node.title,
            slug=node.code.lower(),
            code=node.code,
            part=node.part,
            column_type=node.column_type,
            description=node.description,
            keywords=f"{node.title}，政府信息公开",
            in_disclosure=node.part is not Part.OTHER or node.code == "xxgk",
            takes_items=node.takes_items,
            source=node.source or SOURCES.get(node.part, REGULATION),
            sort=sort,
        )
    )


def _take_the_place_of_the_welcome_page() -> None:
    root = Column.objects.get(code=ROOT)
    Site.objects.exclude(root_page=root).update(root_page=root)
    for welcome in Page.objects.filter(depth=2, slug="home").exclude(pk=root.pk):
        welcome.delete()
