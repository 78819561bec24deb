"""The disclosure column (国办公开办函〔2019〕61号) and the page tags (国办发〔2017〕47号, annex) as data."""

PARTS = {
    "guide": "政府信息公开指南",
    "rules": "政府信息公开制度",
    "statutory": "法定主动公开内容",
    "annual": "政府信息公开年报",
    "apply": "依申请公开",
}

SITE_TAGS = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN_TAGS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE_TAGS = ("ArticleTitle", "PubDate", "ContentSource")
OPTIONAL_ARTICLE_TAGS = ("Keywords", "Author", "Description", "Image", "Url")
SITE_CODE_LENGTH = 10

COLUMN_TYPES = (
    "首页", "概况信息", "机构职能", "负责人信息", "工作动态", "政策文件", "信息公开指南", "信息公开目录", "信息公开年报",
    "依申请公开", "数据发布", "数据开放", "政策解读", "回应关切", "办事服务", "咨询投诉", "征集调查", "在线访谈",
)  # fmt: skip
