"""By what notices leave the platform (发送渠道). A change is a new row; the newest is in force."""

from typing import Self

from django.db import models

from gongkai.cases.personal import EncryptedTextField
from gongkai.disclosure.models import Security


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
