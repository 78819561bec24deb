"""Getting a message ready for the site (公开前的处理): what is personal is masked, and every difference is shown."""

import difflib
from datetime import date

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gongkai.law.identifiers import mask_email, mask_phone
from gongkai.law.personal_data import personal_data_in
from gongkai.voice.messages.models import Message

SOMEBODY = "某某"


def proposal(text: str, message: Message, today: date) -> str:
    """Return ``text`` with numbers, homes and the writer's own name, telephone and e-mail masked."""
    return masked(text, today, name=message.name, phone=message.phone, email=message.email)


def masked(text: str, today: date, *, name: str, phone: str, email: str = "") -> str:
    """Return ``text`` without what gives away whoever wrote or called."""
    found = sorted(personal_data_in(text, today), key=lambda each: each.match.start())
    parts, reached = [], 0
    for each in found:
        start, end = each.match.span()
        if start >= reached:
            parts += [text[reached:start], each.masked]
            reached = end
    shown = "".join([*parts, text[reached:]])
    for own, instead in ((email, mask_email(email)), (phone, mask_phone(phone)), (name, SOMEBODY)):
        # A name of one character would mask half of the text.
        if len(own) > 1:
            shown = shown.replace(own, instead)
    return shown


def differences(before: str, after: str) -> SafeString:
    """Return ``after`` as safe HTML, with what was taken out and what was put in."""
    parts: list[str] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            parts.append(escape(before[a:b]))
            continue
        parts += [f"<del>{escape(before[a:b])}</del>"] if b > a else []
        parts += [f"<ins>{escape(after[c:d])}</ins>"] if d > c else []
    return mark_safe("".join(parts))
