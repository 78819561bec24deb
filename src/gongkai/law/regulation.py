"""《中华人民共和国政府信息公开条例》 (国务院令第711号, in force 2019-05-15) as data: who, what, how long, with which result.

Every entry names its article. What the Regulation leaves open and practice fills carries its source.
"""

from dataclasses import dataclass
from enum import Enum

from gongkai.law.periods import AtOnce, CalendarDays, Period, WorkingDays

REPLY_PERIOD = WorkingDays(20)  # art. 33
CORRECTION_NOTICE_PERIOD = WorkingDays(7)  # art. 30
MAX_EXTENSION = WorkingDays(20)  # art. 33
CONSULTATION_PERIOD = WorkingDays(15)  # art. 32, 34
PUBLICATION_PERIOD = WorkingDays(20)  # art. 26


class Channel(Enum):
    """How a request reaches the organ (申请渠道, art. 29, 31)."""

    IN_PERSON = "in_person"
    POST_SIGNED = "post_signed"
    POST_ORDINARY = "post_ordinary"
    POST_MISDIRECTED = "post_misdirected"
    ONLINE = "online"
    FAX = "fax"
    EMAIL = "email"
    ORAL = "oral"

    @property
    def label(self) -> str:
        return _CHANNELS[self].label

    @property
    def receipt_rule(self) -> str:
        """Say which day counts as the day of receipt (收到申请之日)."""
        return _CHANNELS[self].receipt_rule

    @property
    def needs_confirmation(self) -> bool:
        """Tell whether the day of receipt is fixed only when both sides have confirmed (双方确认之日)."""
        return _CHANNELS[self].needs_confirmation

    @property
    def can_be_closed(self) -> bool:
        """Tell whether an organ may choose not to offer the channel: never so for counter and post."""
        return _CHANNELS[self].can_be_closed


@dataclass(frozen=True)
class _ChannelRule:
    label: str
    receipt_rule: str
    needs_confirmation: bool
    can_be_closed: bool = True


_CHANNELS = {
    Channel.IN_PERSON: _ChannelRule("当面提交", "提交之日", needs_confirmation=False, can_be_closed=False),
    Channel.POST_SIGNED: _ChannelRule(
        "邮寄（签收）", "签收之日", needs_confirmation=False, can_be_closed=False
    ),
    Channel.POST_ORDINARY: _ChannelRule(
        "平常信函", "收到当日与申请人确认，确认之日", needs_confirmation=True, can_be_closed=False
    ),
    Channel.POST_MISDIRECTED: _ChannelRule(
        "邮寄（误投）",
        "工作机构实际收到当日与申请人确认，确认之日",
        needs_confirmation=True,
        can_be_closed=False,
    ),
    Channel.ONLINE: _ChannelRule("互联网渠道", "双方确认之日", needs_confirmation=True),
    Channel.FAX: _ChannelRule("传真", "双方确认之日", needs_confirmation=True),
    Channel.EMAIL: _ChannelRule("电子邮件", "双方确认之日", needs_confirmation=True),
    Channel.ORAL: _ChannelRule("口头（工作人员代填）", "代为填写并签字之日", needs_confirmation=False),
}


class ApplicantKind(Enum):
    """The six kinds of applicant of Table 3 (申请人情况); fixed at registration."""

    NATURAL = "natural"
    BUSINESS = "org_business"
    RESEARCH = "org_research"
    WELFARE = "org_welfare"
    LAW = "org_law"
    OTHER = "org_other"

    @property
    def label(self) -> str:
        return _KINDS[self]


_KINDS = {
    ApplicantKind.NATURAL: "自然人",
    ApplicantKind.BUSINESS: "商业企业",
    ApplicantKind.RESEARCH: "科研机构",
    ApplicantKind.WELFARE: "社会公益组织",
    ApplicantKind.LAW: "法律服务机构",
    ApplicantKind.OTHER: "其他",
}


class Mode(Enum):
    """公开方式 (art. 13): openness is the norm, the other two need a reason."""

    PROACTIVE = "proactive"
    ON_REQUEST = "on_request"
    WITHHELD = "withheld"

    @property
    def label(self) -> str:
        return {"proactive": "主动公开", "on_request": "依申请公开", "withheld": "不予公开"}[self.value]


@dataclass(frozen=True)
class Ground:
    """A statutory ground for not disclosing (art. 14–16, 36(7))."""

    id: str
    label: str
    article: str
    must_withhold: bool


GROUNDS = {
    ground.id: ground
    for ground in (
        Ground("EX_SECRET", "依法确定为国家秘密", "《条例》第十四条", must_withhold=True),
        Ground("EX_LAW", "法律、行政法规禁止公开", "《条例》第十四条", must_withhold=True),
        Ground(
            "EX_STABILITY",
            "公开后可能危及国家安全、公共安全、经济安全、社会稳定",
            "《条例》第十四条",
            must_withhold=True,
        ),
        Ground(
            "EX_THIRD",
            "涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害",
            "《条例》第十五条",
            must_withhold=True,
        ),
        Ground(
            "EX_INTERNAL",
            "内部事务信息（人事管理、后勤管理、内部工作流程）",
            "《条例》第十六条第一款",
            must_withhold=False,
        ),
        Ground(
            "EX_PROCESS",
            "过程性信息（讨论记录、过程稿、磋商信函、请示报告）",
            "《条例》第十六条第二款",
            must_withhold=False,
        ),
        Ground("EX_CASEFILE", "行政执法案卷信息", "《条例》第十六条第二款", must_withhold=False),
        Ground(
            "EX_QUERY",
            "工商、不动产登记资料等信息，有关法律、行政法规对获取有特别规定",
            "《条例》第三十六条第（七）项",
            must_withhold=False,
        ),
    )
}


class Needs(Enum):
    """What must be on file before a reply with a given outcome may be approved."""

    ADDRESS = "获取该信息的方式、途径（网址或地点）"
    INFORMATION = "所公开的信息，或者获取该信息的方式、途径和时间"
    REASONS = "理由"
    GROUND = "不予公开的法定情形"
    SEARCH = "检索记录"
    SPECIAL_LAW = "所适用的法律、行政法规和查询机构"
    EARLIER_REPLY = "前次答复的文号和日期"
    CHANNEL = "应当通过的渠道"
    EVIDENCE = "依据和证据（密级和期限、所依据的法律条款、危害的说明）"
    THIRD_PARTY = "书面征求第三方意见的记录"
    CORRECTED = "申请人补正的记录"
    SEPARATION = "区分处理件，或者如何作区分处理的说明"
    REASONS_JUDGED = "要求说明理由、认定理由不合理的记录"


@dataclass(frozen=True)
class Outcome:
    """A result of handling (art. 36–39), its letter and its row in Table 3 of both forms."""

    id: str
    label: str
    article: str
    letter: str
    row_2019: str
    row_2021: str
    needs: tuple[Needs, ...] = ()
    ground: str | None = None
    review_first: bool = False

    def row(self, form: str) -> str:
        """Return the Table 3 row id in the form ``"2019"`` or ``"2021"``."""
        return self.row_2019 if form == "2019" else self.row_2021


def _same(row: str) -> tuple[str, str]:
    return row, row


def _refusal(suffix: str, label: str, letter: str, leaf: str, *more: Needs) -> Outcome:
    ground = GROUNDS[f"EX_{suffix}"]
    return Outcome(
        f"O_REFUSE_{suffix}",
        f"不予公开：{label}",
        f"《条例》第三十六条第（三）项、{ground.article.removeprefix('《条例》')}",
        letter,
        *_same(f"refused.{leaf}"),
        needs=(Needs.GROUND, Needs.REASONS, *more),
        ground=ground.id,
        review_first=True,
    )


OUTCOMES = {
    outcome.id: outcome
    for outcome in (
        Outcome(
            "O_PUBLISHED",
            "已主动公开",
            "《条例》第三十六条第（一）项",
            "R01",
            *_same("granted"),
            needs=(Needs.ADDRESS,),
        ),
        Outcome(
            "O_GRANT",
            "予以公开",
            "《条例》第三十六条第（二）项",
            "R02",
            *_same("granted"),
            needs=(Needs.INFORMATION,),
        ),
        Outcome(
            "O_PARTIAL",
            "部分公开",
            "《条例》第三十七条",
            "R03",
            *_same("partial"),
            needs=(Needs.INFORMATION, Needs.GROUND, Needs.REASONS, Needs.SEPARATION),
            review_first=True,
        ),
        _refusal("SECRET", "属于国家秘密", "R04", "secret", Needs.EVIDENCE),
        _refusal("LAW", "其他法律行政法规禁止公开", "R05", "law", Needs.EVIDENCE),
        _refusal("STABILITY", "危及“三安全一稳定”", "R06", "stability", Needs.EVIDENCE),
        _refusal("THIRD", "保护第三方合法权益", "R07", "third_party", Needs.THIRD_PARTY),
        _refusal("INTERNAL", "属于三类内部事务信息", "R08", "internal"),
        _refusal("PROCESS", "属于四类过程性信息", "R09", "process"),
        _refusal("CASEFILE", "属于行政执法案卷", "R10", "casefile"),
        Outcome(
            "O_QUERY",
            "属于行政查询事项",
            "《条例》第三十六条第（七）项",
            "R11",
            *_same("refused.query"),
            needs=(Needs.SPECIAL_LAW,),
            ground="EX_QUERY",
        ),
        Outcome(
            "O_NOTEXIST",
            "信息不存在",
            "《条例》第三十六条第（四）项",
            "R12",
            *_same("unable.not_held"),
            needs=(Needs.SEARCH,),
        ),
        Outcome(
            "O_NOTOURS",
            "不属于本机关负责公开",
            "《条例》第三十六条第（五）项",
            "R13",
            *_same("unable.not_held"),
            needs=(Needs.REASONS,),
        ),
        Outcome(
            "O_CREATE",
            "没有现成信息需要另行制作",
            "《条例》第三十八条",
            "R14",
            *_same("unable.create"),
            needs=(Needs.REASONS,),
        ),
        Outcome(
            "O_UNCLEAR",
            "补正后申请内容仍不明确",
            "《条例》第三十条",
            "R15",
            *_same("unable.unclear"),
            needs=(Needs.CORRECTED, Needs.REASONS),
        ),
        Outcome(
            "O_PETITION",
            "信访举报投诉类申请",
            "《条例》第三十九条第一款",
            "R16",
            *_same("not_processed.petition"),
            needs=(Needs.CHANNEL,),
        ),
        Outcome(
            "O_DUPLICATE",
            "重复申请",
            "《条例》第三十六条第（六）项",
            "R17",
            *_same("not_processed.duplicate"),
            needs=(Needs.EARLIER_REPLY,),
        ),
        Outcome(
            "O_PUBLICATION",
            "要求提供公开出版物",
            "《条例》第三十九条第二款",
            "R18",
            *_same("not_processed.publication"),
            needs=(Needs.CHANNEL,),
        ),
        Outcome(
            "O_EXCESS",
            "无正当理由大量反复申请",
            "《条例》第三十五条",
            "R19",
            *_same("not_processed.excess"),
            needs=(Needs.REASONS_JUDGED, Needs.REASONS),
        ),
        Outcome(
            "O_REISSUE",
            "要求行政机关确认或重新出具已获取信息",
            "年度报告格式（五）5",
            "R20",
            *_same("not_processed.reissue"),
            needs=(Needs.REASONS,),
        ),
        Outcome(
            "O_ABANDON_CORR",
            "逾期不补正，不再处理",
            "《条例》第三十条",
            "R22",
            "other",
            "other.no_correction",
        ),
        Outcome(
            "O_ABANDON_FEE",
            "逾期不缴费，不再处理",
            "《政府信息公开信息处理费管理办法》",
            "R22",
            "other",
            "other.no_payment",
        ),
        Outcome(
            "O_OTHER",
            "其他处理（撤回、已移交国家档案馆等）",
            "年度报告格式（六）",
            "R22",
            "other",
            "other.misc",
            needs=(Needs.REASONS,),
        ),
    )
}

# art. 20: what every organ discloses; art. 21: counties (C) and townships (T) besides.
PROACTIVE_ITEMS = {
    "P01": "行政法规、规章和规范性文件",
    "P02": "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名",
    "P03": "国民经济和社会发展规划、专项规划、区域规划及相关政策",
    "P04": "国民经济和社会发展统计信息",
    "P05": "行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果",
    "P06": "行政处罚、行政强制的依据、条件、程序以及有一定社会影响的行政处罚决定",
    "P07": "财政预算、决算信息",
    "P08": "行政事业性收费项目及其依据、标准",
    "P09": "政府集中采购项目的目录、标准及实施情况",
    "P10": "重大建设项目的批准和实施情况",
    "P11": "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况",
    "P12": "突发公共事件的应急预案、预警信息及应对情况",
    "P13": "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况",
    "P14": "公务员招考的职位、名额、报考条件等事项以及录用结果",
    "P15": "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息",
}
COUNTY_ITEMS = {
    "C01": "市政建设",
    "C02": "公共服务",
    "C03": "公益事业",
    "C04": "土地征收",
    "C05": "房屋征收",
    "C06": "治安管理",
    "C07": "社会救助",
}
TOWNSHIP_ITEMS = {
    "T01": "贯彻落实农业农村政策",
    "T02": "农田水利工程建设运营",
    "T03": "农村土地承包经营权流转",
    "T04": "宅基地使用情况审核",
    "T05": "土地征收",
    "T06": "房屋征收",
    "T07": "筹资筹劳",
    "T08": "社会救助",
}


@dataclass(frozen=True)
class SpecialPeriod:
    """A publication period that goes before the twenty working days of art. 26."""

    id: str
    label: str
    period: Period
    source: str


SPECIAL_PERIODS = {
    special.id: special
    for special in (
        SpecialPeriod("SP_BUDGET", "经人大批准的预算、决算", CalendarDays(20), "《预算法》第十四条"),
        SpecialPeriod("SP_DEPT_BUDGET", "部门预算、决算", CalendarDays(20), "《预算法》第十四条"),
        SpecialPeriod("SP_UNIT_BUDGET", "所属单位预算、决算", CalendarDays(20), "《预算法实施条例》"),
        SpecialPeriod("SP_BID_RESULT", "政府采购中标、成交结果", WorkingDays(2), "《政府采购法实施条例》"),
        SpecialPeriod("SP_CONTRACT", "政府采购合同", WorkingDays(2), "《政府采购法实施条例》第五十条"),
        SpecialPeriod(
            "SP_LAND_DECISION", "征收土地公告", WorkingDays(15), "《土地管理法实施条例》第三十一条"
        ),
        SpecialPeriod(
            "SP_PENALTY_WITHDRAW", "撤回已变更或无效的处罚决定", WorkingDays(3), "《行政处罚法》第四十八条"
        ),
        SpecialPeriod(
            "SP_INTERP", "政策解读", WorkingDays(3), "地方政策解读规定（随文件同步，最迟3个工作日）"
        ),
        SpecialPeriod("SP_DOUBLE", "双公示", WorkingDays(7), "行政许可和行政处罚“双公示”的通行要求"),
        SpecialPeriod("SP_AT_ONCE", "实时公开", AtOnce(), "基层政务公开标准目录“实时公开”"),
    )
}


def publication_period(special: str = "") -> Period:
    """Return the period for publishing: a special one by id, else art. 26's twenty working days."""
    return SPECIAL_PERIODS[special].period if special else PUBLICATION_PERIOD


@dataclass(frozen=True)
class CommentPeriod:
    """How long a draft must stay open for the public's opinion (征求意见期限), in calendar days."""

    id: str
    label: str
    days: int
    source: str


COMMENT_PERIODS = {
    period.id: period
    for period in (
        CommentPeriod("decision", "重大行政决策草案", 30, "《重大行政决策程序暂行条例》第十五条"),
        CommentPeriod("house", "房屋征收补偿方案", 30, "《国有土地上房屋征收与补偿条例》第十条"),
        CommentPeriod("land", "征地补偿安置方案", 30, "《土地管理法》第四十七条"),
        CommentPeriod("normative", "行政规范性文件草案", 7, "国办发〔2018〕37号"),
        CommentPeriod("survey", "民意征集、问卷调查", 1, "由组织单位确定"),
    )
}
INTERPRETATION_PERIOD = WorkingDays(3)  # with the document, at the latest three working days after it
PENALTY_WITHDRAWAL_PERIOD = WorkingDays(3)  # 行政处罚法 art. 48, 85
