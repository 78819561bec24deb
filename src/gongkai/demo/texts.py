"""Made-up but plausible texts of a district's year, filled from the day, the unit and a number."""

from dataclasses import dataclass
from random import Random

from gongkai.publishing.models import Genre

PLACES = (
    "水川镇",
    "四龙镇",
    "王岘镇",
    "强湾乡",
    "武川乡",
    "人民路街道",
    "公园路街道",
    "四龙路街道",
    "工农路街道",
    "纺织路街道",
)
PROJECTS = (
    "老旧小区改造",
    "农村饮水安全巩固提升",
    "高标准农田建设",
    "中小学校舍维修",
    "城区道路维修",
    "污水管网改造",
    "日光温室建设",
    "村级养老服务设施",
)
TOPICS = (
    "安全生产",
    "食品药品安全",
    "扶贫资金使用",
    "环境保护",
    "校园周边环境",
    "建筑工地扬尘",
    "森林草原防火",
    "农民工工资支付",
)
KEY_AREAS = (
    "财政资金",
    "重大建设项目",
    "公共资源配置",
    "脱贫攻坚",
    "教育",
    "医疗卫生",
    "环境保护",
    "食品药品安全",
    "社会救助",
    "安全生产",
    "就业社保",
)


@dataclass(frozen=True)
class Pattern:
    """A kind of text: genre, title, sentences."""

    genre: str
    title: str
    sentences: tuple[str, ...]


NEWS = (
    Pattern(
        Genre.NEWS,
        "{unit}开展{topic}专项检查",
        (
            "{month}月{day}日，{unit}组织力量对辖区{topic}情况开展专项检查。",
            "检查组实地查看{n}处，现场指出问题{m}个，要求责任单位限期整改。",
            "下一步将加强日常巡查，巩固检查成果。",
        ),
    ),
    Pattern(
        Genre.NEWS,
        "{unit}召开{topic}工作推进会",
        (
            "{month}月{day}日，{unit}召开{topic}工作推进会，传达有关文件精神，安排近期重点任务。",
            "会议要求，各责任人要对照目标任务，逐项抓好落实。",
        ),
    ),
    Pattern(
        Genre.NEWS,
        "{place}{project}项目进展顺利",
        ("记者从{unit}获悉，{place}{project}项目已完成工程量的百分之{p}。", "项目建成后将惠及群众{n}户。"),
    ),
    Pattern(
        Genre.NEWS,
        "{unit}走访慰问困难群众",
        ("{month}月{day}日，{unit}工作人员走访慰问困难群众{m}户，了解生活情况，送去慰问物资。",),
    ),
)
NOTICES = (
    Pattern(
        Genre.NOTICE,
        "关于{place}{project}施工期间交通管制的通告（第{n}号）",
        (
            "因{place}{project}施工需要，自{month}月{day}日起对部分路段实行临时交通管制。",
            "请过往车辆和行人按照现场标志通行。",
        ),
    ),
    Pattern(
        Genre.ANNOUNCEMENT,
        "{unit}关于{topic}检查结果的公告（第{n}期）",
        (
            "{unit}对{m}家单位的{topic}情况进行了检查，合格率百分之{p}。",
            "对检查中发现的问题，已依法责令改正。",
        ),
    ),
    Pattern(
        Genre.NOTICE,
        "{unit}天气提示：{month}月{day}日注意防范",
        (
            "据气象部门预报，{month}月{day}日有降温和大风天气，请做好防范。",
            "户外作业人员注意安全，群众减少外出。",
        ),
    ),
)
STATUTORY = (
    Pattern(
        Genre.ANNOUNCEMENT,
        "{place}{project}项目公示（第{n}批）",
        (
            "现将{place}{project}项目有关情况予以公示。",
            "项目总投资{n}万元，建设期限{m}个月，责任单位为{unit}。",
            "公示期间如有意见，请向{unit}反映。",
        ),
    ),
    Pattern(
        Genre.REPORT,
        "{unit}{year}年{month}月{topic}工作情况",
        ("{month}月，{unit}办理{topic}事项{n}件，办结率百分之{p}。", "共抽查{m}家，发现问题已全部移交整改。"),
    ),
    Pattern(
        Genre.ANNOUNCEMENT,
        "{unit}{year}年第{n}期惠民资金发放公示",
        ("本期发放惠民资金{n}.{m}万元，涉及群众{p}户。", "资金通过一卡通发放，发放明细在政务公开栏张贴。"),
    ),
    Pattern(
        Genre.OTHER,
        "{unit}行政执法结果信息（第{n}号）",
        ("根据行政执法公示制度，现公布{unit}近期行政执法结果。", "本期共{m}件，均已依法送达。"),
    ),
)
INTERPRETATIONS = {
    "leader": Pattern(
        Genre.INTERPRETATION,
        "{unit}主要负责人解读{topic}政策（{n}）",
        (
            "问：为什么要出台这项政策？答：为了规范{topic}工作，保障群众合法权益。",
            "问：群众可以得到什么？答：办理时间缩短到{m}个工作日，材料减少{m}份。",
            "问：怎样办理？答：到政务服务中心窗口或者网上申报。",
        ),
    ),
    "unit": Pattern(
        Genre.INTERPRETATION,
        "《{document}》政策解读",
        (
            "本文件的起草背景是进一步规范有关工作。",
            "主要内容包括适用范围、办理标准和监督措施。与以往相比，明确了办理期限和责任单位。",
        ),
    ),
    "reposted": Pattern(
        Genre.INTERPRETATION,
        "上级{topic}政策措施解读（转载第{n}期）",
        (
            "现转载上级部门对{topic}政策措施的解读，供查阅。",
            "政策的适用对象、申请条件和办理程序以原文件为准。",
        ),
    ),
}
NORMATIVE = (
    "白银区{project}项目管理办法",
    "白银区{topic}监督管理实施细则",
    "白银区{project}专项资金使用管理规定",
)


def fill(pattern: Pattern, random: Random, values: dict[str, str | int]) -> tuple[str, str, str]:
    """Return title, summary and body of a text."""
    fields: dict[str, str | int] = {
        "place": random.choice(PLACES),
        "project": random.choice(PROJECTS),
        "topic": random.choice(TOPICS),
        "n": random.randint(12, 980),
        "m": random.randint(2, 29),
        "p": random.randint(61, 100),
        **values,
    }
    title = pattern.title.format_map(fields)
    sentences = [sentence.format_map(fields) for sentence in pattern.sentences]
    return title, sentences[0][:100], "".join(f"<p>{sentence}</p>" for sentence in sentences)
