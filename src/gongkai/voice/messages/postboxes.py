"""The postboxes an installation begins with; the office words, adds and ends them afterwards."""

from datetime import date

from gongkai.units.models import Unit
from gongkai.voice.messages.models import Kind, Postbox

SOURCE = "国办发〔2017〕47号《政府网站发展指引》：互动交流"
BEGINNING = (
    (
        "leader",
        "区长信箱",
        "对全区工作的意见建议和需要区政府协调的事项。由政务公开办分办，有关单位答复。",
        "",
        "zfb",
    ),
    ("unit", "部门信箱", "写给一个单位的咨询、求助、投诉和建议。", "", ""),
    ("fault", "我为政府网站找错", "本网站的错别字、打不开的链接、过时或者不准确的内容。", Kind.FAULT, "zfb"),
    ("general", "给政府留言", "不清楚由谁负责的，写在这里，由政务公开办转交。", "", "zfb"),
)


def install(on: date) -> None:
    """Put the first postboxes in place, once."""
    if Postbox.objects.exists():
        return
    units = {unit.code: unit for unit in Unit.objects.all()}
    Postbox.objects.bulk_create(
        Postbox(
            code=code, name=name, intro=intro, kind=kind, unit=units.get(unit), sort=sort, source=SOURCE, since=on
        )
        for sort, (code, name, intro, kind, unit) in enumerate(BEGINNING, start=1)
    )  # fmt: skip
