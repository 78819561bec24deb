"""Sending an e-mail by SMTP, and what is known afterwards."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate

from gongkai.cases.notices import Attempt, Result
from gongkai.disclosure.models import Security
from gongkai.exchange import simulator
from gongkai.exchange.models import MailServer

PATIENCE = 30
BAD, FOR_GOOD = 400, 500
SIMULATED_SENDER = "noreply@example.gov.cn"


def send(message: EmailMessage) -> Attempt:
    """Send one message by the server in force; without one it is only simulated."""
    server = MailServer.in_force()
    message["From"] = server.sender if server else SIMULATED_SENDER
    message["Date"] = formatdate(localtime=True)
    # Whoever gets this must not answer it by a machine (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if server is None or not server.host:
        return Attempt(
            Result.SENT, simulator.deliver(str(message["To"]), message.as_bytes()), is_simulated=True
        )
    try:
        line = _connected(server)
    except (smtplib.SMTPException, OSError) as error:
        return Attempt(Result.NOT_SENT, fault=_said("不能连接发信服务器", error))
    try:
        return _handed_over(line, message)
    finally:
        line.close()


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    line: smtplib.SMTP
    if server.security == Security.TLS:
        line = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    if server.security == Security.STARTTLS:
        line.starttls(context=context)
    if server.login:
        line.login(server.login, server.password)
    line.ehlo_or_helo_if_needed()
    return line


def _handed_over(line: smtplib.SMTP, message: EmailMessage) -> Attempt:
    """Hand the message over step by step: only a line that breaks once the text goes out leaves a doubt."""
    try:
        for code, said in (line.mail(str(message["From"])), line.rcpt(str(message["To"]))):
            if code >= BAD:
                return _refused(code, said)
    except (smtplib.SMTPException, OSError) as error:
        return Attempt(Result.NOT_SENT, fault=_said("发送中断", error))
    try:
        code, said = line.data(message.as_bytes())
    except smtplib.SMTPDataError as error:
        return _refused(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        return Attempt(Result.UNKNOWN, fault=_said("发送中断，不知道是否已经发出", error))
    return Attempt(Result.SENT, receipt=_words(said)) if code < BAD else _refused(code, said)


def _refused(code: int, said: bytes | str) -> Attempt:
    result = Result.REFUSED if code >= FOR_GOOD else Result.NOT_SENT
    return Attempt(result, fault=f"发信服务器不接收（{code} {_words(said)}）")


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _said(what: str, error: Exception) -> str:
    return f"{what}（{type(error).__name__}：{error}）"
