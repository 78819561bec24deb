"""The named fields of letters (文书字段): what each is called in a text and what it means.

A text says ``{收到日期}``; code speaks of ``received``.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """A value a letter is made with. ``personal`` values are masked wherever a letter is not the letter itself."""

    id: str
    name: str
    meaning: str
    example: str
    personal: bool = False


FIELDS = {
    field.id: field
    for field in (
        # Known of every letter.
        Field("organ", "本机关", "发出文书的单位全称", "白银区财政局"),
        Field("contact", "本机关联系方式", "工作机构的名称和电话", "财政局办公室 0943-0000000"),
        Field("signer", "签发人", "签发文书的人", "杨签"),
        Field("today", "制作日期", "制作文书的日期", "2025年5月6日"),
        # Known of the request.
        Field("applicant", "申请人", "申请人的姓名或者名称", "张三", personal=True),
        Field("number", "申请编号", "申请的登记编号", "依申请公开〔2025〕1号"),
        Field("subject", "申请公开的信息", "申请人所描述的信息", "2018年度部门决算"),
        Field("received", "收到日期", "收到申请之日（《条例》第三十一条）", "2025年4月21日"),
        Field("due", "答复期限", "应当答复的最后一日", "2025年5月21日"),
        Field("channel", "申请渠道", "申请由何种渠道提出", "当面提交"),
        Field("receipt_rule", "收到日期的确定方式", "此渠道以哪一天为收到之日", "提交之日"),
        Field("applicant_kind", "申请人类别", "年度报告六类申请人之一", "自然人"),
        Field("id_type", "身份证明", "证件名称", "居民身份证"),
        Field("id_number", "证件号码", "证件号码", "11010519491231002X", personal=True),
        Field("contact_person", "联系人", "申请人为单位时的联系人", "李四", personal=True),
        Field("phone", "联系电话", "申请人的电话", "13900000000", personal=True),
        Field("email", "电子邮箱", "申请人的电子邮箱", "zhang@example.cn", personal=True),
        Field("postal_address", "通信地址", "申请人的通信地址", "白银区公园路1号", personal=True),
        Field("info_title", "信息名称", "所需信息的名称", "2018年度部门决算"),
        Field("doc_number", "信息文号", "所需信息的文号", "白区财发〔2019〕8号"),
        Field("features", "特征描述", "便于查询的其他特征", "含三公经费"),
        Field("form_required", "获取方式", "希望得到的形式（《条例》第二十九条）", "纸质"),
        Field("delivery_channel", "获取途径", "希望如何得到", "邮寄"),
        Field("assistance", "所需帮助", "阅读、视听等方面需要的帮助（《条例》第四十三条）", "无"),
        Field("submitted", "提出时间", "申请到达的时间", "2025年4月21日 09:00"),
        Field("handler", "承办人", "承办人姓名", "张财"),
        Field("stage_dates", "办理过程", "登记、受理、答复等各环节的日期和办理人", "2025年4月21日 登记申请（张财）"),
        # What a notice says.
        Field("what", "补正内容", "一次性告知的全部补正内容", "请写明所需信息的年度"),
        Field("limit", "对方期限", "对方应当补正、说明或者提出意见的最后一日", "2025年5月14日"),
        Field("counts", "数量频次", "查明的申请数量和频次", "2025年4月向本机关提出申请12件"),
        Field("days", "延长天数", "延长的工作日数，不超过20", "20"),
        Field("head", "工作机构负责人", "同意延期的负责人", "黄局长"),
        Field("delayed_until", "延迟答复日期", "确定的合理答复日期（《条例》第三十五条）", "2025年8月29日"),
        Field("party", "被征求意见方", "第三方或者其他机关的名称", "某公司", personal=True),
        Field("opinion", "意见", "同意公开或者不同意公开", "不同意公开"),
        Field("opinion_on", "提出意见日期", "对方提出意见的日期", "2025年5月9日"),
        Field("asking", "征求意见事项", "向谁征求意见", "征求第三方意见"),
        Field("suspended_from", "停止计算起日", "征求意见的时间自何日起不计算在期限内", "2025年4月24日"),
        Field("disclosed", "决定公开的内容", "将要公开的信息", "合同金额和履行期限"),
        Field("task", "协办事项", "请协办单位办理的事项", "检索2018年度会议纪要"),
        Field("reply_by", "协办期限", "协办单位应当办结的日期", "2025年4月28日"),
        Field(
            "fee_basis", "收费依据", "收取信息处理费的依据",
            "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）",
        ),
        Field("fee_standard", "收费标准", "按件或者按量计收的标准", "按件计收，当月第11件至30件每件100元"),
        Field("fee_amount", "收费金额", "应缴金额", "200元"),
        Field("fee_way", "缴费方式", "如何缴纳", "凭缴款码通过银行缴纳"),
        Field("fee_limit", "缴费期限", "缴费的最后一日", "2025年9月1日"),
        Field("reviewers", "审查审批意见", "承办、核稿、保密审查、审批各环节的人员、意见和日期", "张财拟稿；杨签批准"),
        Field("review_grounds", "审查依据", "拟作决定的情形和依据", "《条例》第三十六条第（二）项"),
        # What a reply says.
        Field("article", "法律依据", "作出决定所依据的条款", "《条例》第三十六条第（二）项"),
        Field("reasons", "理由", "作出决定的理由", "公开会对他人合法权益造成损害"),
        Field("remedy", "救济途径", "行政复议、行政诉讼的告知，按作出日期的法律、办理结果和单位生成", "如对本答复不服，可以……"),
        Field("information", "公开内容或获取方式", "所公开的信息，或者获取的方式、途径和时间", "随函附决算表一份"),
        Field("ground", "不予公开情形", "《条例》第十四条至第十六条的情形", "行政执法案卷信息"),
        Field("ground_article", "不予公开条款", "不予公开情形所在的条款", "《条例》第十六条第二款"),
        Field("separation", "区分处理方式", "如何作区分处理（《条例》第三十七条）", "随附的文件中已遮盖2处"),
        Field("referral", "指引", "其他机关及联系方式、应当通过的渠道或者特别规定", "请向白银区教育局（0943-0000001）提出"),
        Field("searches", "检索情况", "检索的范围、检索词、日期", "2025年5月5日在档案室以“决算”检索"),
        Field("earlier_on", "前次答复日期", "前次答复的日期", "2025年5月6日"),
        Field("earlier_number", "前次答复文号", "前次答复的文号", "白区财公复〔2025〕1号"),
        Field("correction", "更正处理结果", "已更正、已转送或者应向何机关提出（《条例》第四十一条）", "已将登记的出生日期更正"),
        Field("ended", "终止日期", "终止办理的日期", "2025年5月16日"),
        # What a certificate of service says.
        Field("served_letter", "送达文书", "送达文书的名称和文号", "政府信息公开申请答复书 白区财公复〔2025〕1号"),
        Field("manner", "送达方式", "邮寄、当面领取、电子邮件、在线或者传真", "邮寄"),
        Field("served_on", "送达日期", "送达之日：邮寄为交邮之日，当面为签收之日，电子方式为进入对方系统之日", "2025年5月6日"),
        Field("recipient", "受送达人", "受送达人或者签收人", "张三", personal=True),
        Field("server", "送达人", "办理送达的人", "张财"),
        Field("proof", "送达凭证", "邮件号码、签收或者系统记录", "中国邮政EMS 1234567890123"),
    )
}  # fmt: skip
BY_NAME = {field.name: field for field in FIELDS.values()}

# What every text may use.
COMMON = ("organ", "contact", "signer", "today", "applicant", "number", "subject", "received", "due")

# What the database keeps encrypted of an applicant; letters repeat it on paper only.
ENCRYPTED = ("id_number", "phone", "email", "postal_address")
