"""What several verbs ask for in the same words."""

from gongkai.law.refusal import Refusal
from gongkai.voice.messages.procedure import WEBSITE_RULES


def must_say(text: str, what: str) -> str:
    """Return a text without the blanks around it; refuse an empty one."""
    if not text.strip():
        raise Refusal(f"没有填写{what}。", article=WEBSITE_RULES, advice="请填写后再提交。")
    return text.strip()
