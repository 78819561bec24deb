"""By what notices leave the platform (发送渠道). A change is a new row; the newest is in force."""

from typing import Self

from django.db import models

from gongkai.cases.personal import EncryptedTextField
from gongkai.disclosure.models import Security
from gongkai.voice.warnings.models import Channel


class Setting(models.Model):
    """A row of settings with who entered it and when."""

    entered_at = models.DateTimeField("录入时间")
    entered_by = models.CharField("录入人", max_length=60)

    class Meta:
        abstract = True
        ordering = ["pk"]

    @classmethod
    def in_force(cls) -> Self | None:
        return cls._default_manager.order_by("pk").last()


class MailServer(Setting):
    """The server that takes e-mails to be sent (SMTP). Without a host e-mails are only simulated."""

    host = models.CharField("SMTP 服务器", max_length=200, blank=True, help_text="留空时只模拟发送。")
    port = models.PositiveIntegerField("端口", default=465)
    security = models.CharField("连接方式", max_length=8, choices=Security.choices, default=Security.TLS)
    login = models.CharField("登录名", max_length=200, blank=True)
    password = EncryptedTextField("口令", blank=True)
    sender = models.EmailField("发件地址")

    class Meta(Setting.Meta):
        verbose_name = verbose_name_plural = "发信服务器"


class SmsGateway(Setting):
    """An HTTP gateway that takes short messages, described by templates. Without an address they are only simulated.

    Templates know ``{phone}``, ``{text}``, ``{key}`` (names the message, the same at every attempt),
    ``{timestamp}`` and ``{signature}``.
    """

    url = models.CharField("网关地址", max_length=500, blank=True, help_text="留空时只模拟发送。")
    headers = models.TextField("请求头", blank=True, help_text="每行一个，如 Authorization: Bearer …")
    body = models.TextField("请求体（JSON）", blank=True)
    secret = EncryptedTextField("签名密钥", blank=True)
    signed_text = models.CharField(
        "签名原文", max_length=200, blank=True, default="{timestamp}{phone}{text}",
        help_text="按此拼接后用密钥作 HMAC-SHA256，十六进制，填入 {signature}。",
    )  # fmt: skip
    success = models.CharField(
        "成功标志",
        max_length=100,
        blank=True,
        help_text="回复中的字段和值，如 code=0；留空时以 HTTP 2xx 为准。",
    )
    receipt = models.CharField("回执字段", max_length=60, blank=True, help_text="如 data.msgid")

    class Meta(Setting.Meta):
        verbose_name = verbose_name_plural = "短信网关"


class ChannelSetting(Setting):
    """How a channel for many people is spoken to. Without an address it is only simulated."""

    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    address = models.CharField("接口地址", max_length=300, blank=True, help_text="留空时只模拟发送。")
    account = models.CharField("帐号", max_length=100, blank=True)
    secret = EncryptedTextField("密钥", blank=True)
    extra = models.CharField("模板、应用或者服务代码", max_length=100, blank=True)
    callback_secret = EncryptedTextField("回调密钥", blank=True)
    rate = models.PositiveIntegerField("每秒最多条数", default=0, help_text="0 表示不限。")
    simulated_faults = models.PositiveIntegerField(
        "模拟故障率（%）", default=0, help_text="演练用，只在模拟发送时起作用。"
    )

    class Meta(Setting.Meta):
        verbose_name = verbose_name_plural = "群发渠道"

    @classmethod
    def of(cls, channel: str) -> "ChannelSetting | None":
        return cls.objects.filter(channel=channel).order_by("pk").last()


class SimulatedMessage(models.Model):
    """What would have reached somebody (模拟收件). The address is kept as a keyed digest only."""

    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    key = models.CharField("消息标识", max_length=60)
    address_key = models.CharField(max_length=64)
    title = models.CharField("标题", max_length=100)
    text = models.TextField("内容")
    arrived_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = verbose_name_plural = "模拟收件"
        ordering = ["-pk"]
        indexes = [models.Index("channel", "key", name="exchange_simulated_key")]
