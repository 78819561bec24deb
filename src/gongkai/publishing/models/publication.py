"""What is stored of proactive disclosure (主动公开): columns, publications, their files and their review.

``stage``, ``index_no``, ``published_at`` and the persons of the review are written only by
:mod:`gongkai.publishing.actions`; the database itself refuses a publication without completed review, one
person in two roles, and a changed publication date.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import F, Q

from gongkai.law.regulation import COMMENT_PERIODS, SPECIAL_PERIODS
from gongkai.law.regulation import Mode as LegalMode
from gongkai.publishing.models.columns import Column
from gongkai.units.models import Unit, User
from gongkai.units.posts import unit_ids_visible_to


class Stage(models.TextChoices):
    """Where a publication stands in its review (审核环节)."""

    DRAFT = "draft", "拟稿"
    CHECKING = "checking", "核稿"
    SECRECY = "secrecy", "保密审查"
    ASKING = "asking", "请示待复"
    SIGNING = "signing", "待签发"
    SCHEDULED = "scheduled", "定时公开"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤回"
    KEPT = "kept", "登记不公开"
    MERGED = "merged", "已并入原信息"
    DISCARDED = "discarded", "已作废"


class Genre(models.TextChoices):
    """体裁."""

    NOTICE = "notice", "通知"
    ANNOUNCEMENT = "announcement", "公告"
    OPINION = "opinion", "意见"
    DECISION = "decision", "决定"
    MEASURES = "measures", "办法"
    SCHEME = "scheme", "方案"
    PLAN = "plan", "规划"
    REPORT = "report", "报告"
    INTERPRETATION = "interpretation", "解读"
    NEWS = "news", "动态"
    NORMATIVE = "normative", "行政规范性文件"
    ANNUAL_REPORT = "annual_report", "年度报告"
    OTHER = "other", "其他"


class Mode(models.TextChoices):
    """公开方式 (art. 13)."""

    PROACTIVE = LegalMode.PROACTIVE.value, LegalMode.PROACTIVE.label
    ON_REQUEST = LegalMode.ON_REQUEST.value, LegalMode.ON_REQUEST.label
    WITHHELD = LegalMode.WITHHELD.value, LegalMode.WITHHELD.label


class InterpretationForm(models.TextChoices):
    """How a policy is interpreted (解读形式)."""

    TEXT = "text", "文字解读"
    QA = "qa", "问答"
    CHART = "chart", "图解"
    VIDEO = "video", "视频音频"
    PRESS = "press", "新闻发布会"
    EXPERT = "expert", "专家解读"


class InterpretationKind(models.TextChoices):
    """Who interprets a policy (政策解读): its head, its drafting office, or a superior's text reposted."""

    LEADER = "leader", "领导解读"
    UNIT = "unit", "本部门文件解读"
    REPOSTED = "reposted", "转载上级政策解读"


class Validity(models.TextChoices):
    """有效性, shown on the document itself (国办发〔2017〕47号)."""

    NOT_YET = "not_yet", "尚未施行"
    IN_FORCE = "in_force", "有效"
    AMENDED = "amended", "已修改"
    REPEALED = "repealed", "已废止"
    EXPIRED = "expired", "已失效"


def validity_from(begins: date | None, on: date) -> Validity:
    """Return what a document is on a day that begins to apply on another, and on its own day where none is given."""
    return Validity.NOT_YET if begins and begins > on else Validity.IN_FORCE


# A publication with its column's code, its files and its review acts in one statement. Every verb runs it, and so
# does the verification of the whole table; written out because it must cost one plan and one round trip.
_WITH_PARTS = """
SELECT {columns},
    (SELECT c.code FROM publishing_column c WHERE c.page_ptr_id = p.column_id),
    (SELECT coalesce(json_agg(json_build_object('name', f.name, 'sha256', f.sha256) ORDER BY f.id), '[]')
        FROM publishing_publicationfile f WHERE f.publication_id = p.id AND f.version_id IS NULL),
    (SELECT coalesce(json_agg(json_build_object('seq', a.seq, 'act', a.act, 'decision', a.decision,
            'user', a.by_id, 'by', a.by_name, 'post', a.post, 'note', a.note, 'comments', a.comments,
            'at', (extract(epoch FROM a.at) * 1000000)::bigint) ORDER BY a.seq), '[]')
        FROM publishing_reviewact a WHERE a.publication_id = p.id)
FROM publishing_publication p"""


def _read_with_parts(which: str, *params: int) -> "list[Publication]":
    fields = Publication._meta.concrete_fields
    columns = ", ".join(f'p."{field.column}"' for field in fields)
    names = [field.attname for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"{_WITH_PARTS.format(columns=columns)} {which}", params)
        rows = cursor.fetchall()
    found = []
    for *values, column_code, files, acts in rows:
        item = Publication.from_db(connection.alias, names, values)
        for name in ("held", "released", "questions", "proposed"):
            setattr(item, name, _list(getattr(item, name)))
        item.column_code, item.file_parts, item.act_parts = column_code, _list(files), _list(acts)
        found.append(item)
    return found


def _list(value: Any) -> list[Any]:
    """Read a JSON list; the driver hands it out as text or already read, as it is set up."""
    read: list[Any] = json.loads(value) if isinstance(value, str) else value
    return read


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, user: User, on: date) -> "PublicationQuerySet":
        """Return what ``user`` may see in the workbench; every list, page, search and export starts here."""
        return self.filter(unit__in=unit_ids_visible_to(user, on))

    def public(self) -> "PublicationQuerySet":
        """Return what anyone may read now."""
        return self.filter(stage=Stage.PUBLISHED)

    def locked(self, pk: int) -> "Publication":
        """Lock one row and return it with its parts, for a verb.

        Rows come first, the ledger last. The keys to this row in other tables are checked when those acts end, with
        the ledger in their hands: a lock that made them wait would end in a deadlock.
        """
        return _read_with_parts("WHERE p.id = %s FOR NO KEY UPDATE OF p", pk)[0]

    def hold(self, keys: Iterable[int]) -> None:
        """Lock several rows, always in the same order, before the first of them is written to the ledger."""
        rows = self.filter(pk__in=list(keys)).order_by("pk").values_list("pk", flat=True)
        list(rows.select_for_update(no_key=True))

    def with_parts_after(self, pk: int, limit: int) -> "list[Publication]":
        """Return the next ``limit`` rows with their parts, in the order of their keys."""
        return _read_with_parts("WHERE p.id > %s ORDER BY p.id LIMIT %s", pk, limit)


class Publication(models.Model):
    """A piece of government information disclosed or to be disclosed (公开信息), with its metadata."""

    # 元数据
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="publications", verbose_name="发布机构")
    owner_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="owned_publications", verbose_name="所属机构"
    )
    column = models.ForeignKey(
        Column, models.PROTECT, related_name="publications", verbose_name="分类（栏目）"
    )
    genre = models.CharField("体裁", max_length=20, choices=Genre.choices)
    title = models.CharField("名称", max_length=200)
    summary = models.CharField("内容概述", max_length=200, blank=True)
    body = models.TextField("正文", blank=True)
    created_on = models.DateField("生成日期")
    doc_number = models.CharField("文号", max_length=60, blank=True)
    issuing_body = models.CharField("发文机关", max_length=100, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    source = models.CharField("信息来源", max_length=100, blank=True)
    key_area = models.CharField("重点领域", max_length=30, blank=True)
    standard = models.ForeignKey(
        "StandardItem",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name="标准目录事项",
    )
    mode = models.CharField("公开方式", max_length=16, choices=Mode.choices, default=Mode.PROACTIVE)
    mode_reason = models.CharField("不主动公开的理由", max_length=300, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    validity = models.CharField("有效性", max_length=16, choices=Validity.choices, default=Validity.IN_FORCE)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    validity_changed_on = models.DateField("有效性变更日期", null=True, blank=True)
    changed_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name="修改或废止本文件的文件",
    )
    interprets = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interpretations",
        verbose_name="所解读的文件",
    )
    interpretation_kind = models.CharField(
        "解读类别", max_length=16, choices=InterpretationKind.choices, blank=True
    )
    interpretation_form = models.CharField(
        "解读形式", max_length=16, choices=InterpretationForm.choices, blank=True
    )
    interpreter = models.CharField("解读人", max_length=60, blank=True)

    # 解读方案: what the drafter hands in with a document that must be interpreted
    to_be_interpreted = models.BooleanField("需要解读", default=False)
    plan_outline = models.TextField("解读提纲", max_length=1000, blank=True)
    plan_form = models.CharField(
        "计划解读形式", max_length=16, choices=InterpretationForm.choices, blank=True
    )
    plan_channel = models.CharField("解读渠道", max_length=100, blank=True)
    plan_on = models.DateField("计划解读日期", null=True, blank=True)

    # 征求意见
    comment_kind = models.CharField(
        "征求意见类别",
        max_length=16,
        blank=True,
        choices=[(kind.id, f"{kind.label}（不少于{kind.days}日）") for kind in COMMENT_PERIODS.values()],
    )
    comment_until = models.DateField("征求意见截止日期", null=True, blank=True)
    comment_short_reason = models.CharField("期限少于规定的理由", max_length=300, blank=True)
    questions = models.JSONField("调查问题", default=list, blank=True)
    comments_closed_on = models.DateField("征集截止", null=True, blank=True)
    result_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="results", verbose_name="所反馈的征集"
    )

    # 修订与变更
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amendments", verbose_name="所修订的信息"
    )
    version = models.PositiveIntegerField("版本", default=1)
    changed_on = models.DateField("信息变更日期", null=True, blank=True)
    change_note = models.CharField("修订说明", max_length=300, blank=True)
    # Of a revision: why what it replaces is not to be read any more, personal data in it for one.
    withhold_former = models.CharField("原版本不再提供的理由", max_length=100, blank=True)
    updated_at = models.DateTimeField("最近更新时间", null=True, blank=True)
    validity_note = models.CharField("有效性变更依据", max_length=300, blank=True)
    annulled_on = models.DateField("决定被撤销、变更之日", null=True, blank=True)
    reassess_on = models.DateField("下次评估日期", null=True, blank=True)
    filed_as = models.CharField("出自已归档的", max_length=100, blank=True)
    origin_case = models.CharField("来自依申请公开的编号", max_length=40, blank=True)
    facts_sha256 = models.CharField("所依据的机构信息摘要值", max_length=64, blank=True)

    # 审核
    stage = models.CharField("环节", max_length=16, choices=Stage.choices, default=Stage.DRAFT)
    stage_at = models.DateTimeField("进入本环节的时间")
    revision = models.PositiveIntegerField(
        "修订号", default=0, help_text="每办理一次加一；也是办理记录的条数"
    )
    draft_key = models.CharField("拟稿凭据", max_length=36, unique=True, null=True, blank=True)
    drafter = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="拟稿人")
    checker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="核稿人")
    secrecy_reviewer = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="保密审查员"
    )
    approver = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    special_period = models.CharField(
        "特别公开期限",
        max_length=24,
        blank=True,
        choices=[(special.id, f"{special.label}({special.period})") for special in SPECIAL_PERIODS.values()],
    )
    held = models.JSONField("提请放行的检查发现", default=list, blank=True)
    released = models.JSONField("已放行的检查发现", default=list, blank=True)
    publish_from = models.DateTimeField("定时公开时间", null=True, blank=True)
    public_by = models.DateField("另有规定的公开期限", null=True, blank=True)
    due_on = models.DateField("公开期限")
    due_provisional = models.BooleanField("期限待放假安排确定", default=False)

    # What an import or a reading of the text proposed and nobody has confirmed yet: field and the words it came from.
    proposed = models.JSONField("待确认的元数据", default=list, blank=True)

    # 公开
    index_no = models.CharField("索引号", max_length=40, unique=True, null=True, blank=True)
    legacy_index_no = models.CharField("原索引号", max_length=60, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawal_reason = models.CharField("撤回理由", max_length=300, blank=True)
    content_sha256 = models.CharField("内容摘要值", max_length=64, blank=True)
    public_change = models.BigIntegerField("最近一次公开变动的账本序号", null=True, blank=True)

    # On rows read with their parts only.
    file_parts: list[dict[str, str]]
    act_parts: list[dict[str, Any]]
    column_code: str

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开信息"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["unit", "stage", "due_on"], name="publication_desk"),
            models.Index(fields=["stage", "due_on"], name="publication_desk_all"),
            models.Index(fields=["column", "published_at", "id"], name="publication_column"),
            models.Index(fields=["unit", "published_at", "id"], name="publication_unit"),
            models.Index(fields=["published_at", "id"], name="publication_latest"),
            models.Index(fields=["public_change"], name="publication_public_change"),
            models.Index(fields=["genre", "created_on"], name="publication_genre"),
            models.Index(
                fields=["comment_until"],
                condition=Q(comment_until__isnull=False),
                name="publication_comments",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="public_only_with_number_time_and_review",
                condition=~Q(stage__in=["published", "withdrawn"])
                | Q(
                    index_no__isnull=False,
                    published_at__isnull=False,
                    checker__isnull=False,
                    secrecy_reviewer__isnull=False,
                    approver__isnull=False,
                )
                & ~Q(content_sha256=""),
            ),
            models.CheckConstraint(
                name="public_only_when_proactive",
                condition=~Q(stage="published") | Q(mode="proactive"),
            ),
            models.CheckConstraint(
                name="kept_only_when_not_proactive",
                condition=~Q(stage="kept") | ~Q(mode="proactive") & Q(reassess_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["amends"],
                condition=Q(amends__isnull=False) & ~Q(stage__in=["merged", "discarded"]),
                name="one_amendment_at_a_time",
            ),
            models.CheckConstraint(
                name="mode_has_reason",
                condition=Q(mode="proactive") | ~Q(mode_reason=""),
                violation_error_message="不主动公开的信息必须写明理由（《条例》第十三条至第十六条）。",
            ),
            models.CheckConstraint(
                name="withdrawn_with_reason_and_time",
                condition=~Q(stage="withdrawn") | Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
            ),
            models.CheckConstraint(name="checker_is_not_drafter", condition=~Q(checker=F("drafter"))),
            models.CheckConstraint(
                name="secrecy_reviewer_is_not_drafter", condition=~Q(secrecy_reviewer=F("drafter"))
            ),
            models.CheckConstraint(name="approver_is_not_drafter", condition=~Q(approver=F("drafter"))),
            models.UniqueConstraint(
                fields=["doc_number"],
                condition=~Q(doc_number="")
                & ~Q(stage__in=["withdrawn", "discarded"])
                & Q(amends__isnull=True),
                name="one_publication_a_doc_number",
                violation_error_message="这个文号已用于另一条信息（《党政机关公文格式》发文字号规则）。请核对文号。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def files(self) -> "models.QuerySet[PublicationFile]":
        """Return the files of the present version."""
        return self.all_files.filter(version=None)

    @property
    def slug(self) -> str:
        """Return the index number as it stands in addresses."""
        return (self.index_no or "").replace("/", "-")

    @property
    def public_url(self) -> str:
        """Return the permanent address on the public site; empty before publication."""
        return f"/item/{self.slug}.html" if self.index_no else ""


class Version(models.Model):
    """What a public item said before it was revised (历史版本). The database refuses to change or delete it."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    title = models.CharField("名称", max_length=200)
    summary = models.CharField("内容概述", max_length=200, blank=True)
    body = models.TextField("正文", blank=True)
    doc_number = models.CharField("文号", max_length=60, blank=True)
    created_on = models.DateField("生成日期")
    files = models.JSONField("附件", default=list)
    content_sha256 = models.CharField("内容摘要值", max_length=64)
    published_at = models.DateTimeField("公开时间")
    replaced_at = models.DateTimeField("被替换时间")
    change_note = models.CharField("修订说明", max_length=300)
    withheld_because = models.CharField("不再提供的理由", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "历史版本"
        ordering = ["publication_id", "number"]
        constraints = [models.UniqueConstraint(fields=["publication", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"

    @property
    def public_url(self) -> str:
        """Return the permanent address of this former version."""
        return f"/item/{self.publication.slug}-v{self.number}.html"


class PublicationFile(models.Model):
    """A file of a publication (附件). After signing it belongs to the signed content."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="all_files")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="kept_files")
    name = models.CharField("文件名", max_length=200)
    file = models.FileField("文件", upload_to="publications/", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64)
    # Read out of the file for checks and search; the digest of the file stands for it in the ledger.
    text = models.TextField("文字", blank=True)
    traces = models.JSONField("随文件带出的内容", default=list)
    # A picture put into the text with the editor: it is no attachment, and goes when the text does not show it.
    in_text = models.BooleanField("正文插图", default=False)
    added_at = models.DateTimeField("加入时间")
    added_by = models.CharField("加入人", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["publication_id", "pk"]


class ReviewAct(models.Model):
    """One act in the life of a publication (办理记录). The database refuses to change or delete it."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="acts")
    seq = models.PositiveIntegerField("序号")
    act = models.CharField("动作", max_length=20)
    decision = models.CharField("结果", max_length=20)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="办理人")
    by_name = models.CharField("姓名", max_length=60)
    post = models.CharField("岗位", max_length=200)
    at = models.DateTimeField("时间")
    note = models.TextField("意见", blank=True)
    comments = models.JSONField("批注", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["publication_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["publication", "seq"], name="one_act_a_place")]
