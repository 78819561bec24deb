"""Links into the register, and the labels of stages."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from gongkai.disclosure.procedure import DISCLOSURE

register = template.Library()


@register.simple_tag
def register_link(query: dict[str, str]) -> str:
    """Return the address of the register narrowed by ``query``."""
    return f"{reverse('disclosure_register')}?{urlencode(query)}"


@register.filter
def stage_label(stage: str) -> str:
    return DISCLOSURE.stage(stage).label
