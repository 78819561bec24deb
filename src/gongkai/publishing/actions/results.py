"""The result of a call for comments, drafted from what was weighed (征求意见的结果反馈)."""

from datetime import datetime

from django.utils.html import format_html, format_html_join

from gongkai.law.refusal import Refusal
from gongkai.publishing import surveys
from gongkai.publishing.actions.drafting import draft
from gongkai.publishing.actions.recording import day_of
from gongkai.publishing.checks import personal
from gongkai.publishing.models import Comment, Genre, Publication
from gongkai.units.posts import Actor

ARTICLE = "《重大行政决策程序暂行条例》第十五条"


def write_result(call: Publication, *, by: Actor, at: datetime) -> Publication:
    """Draft the result of a call: how many opinions came, what became of each and why; a survey's answers counted.

    Who sent an opinion is left out, personal data in it is masked. The draft goes through the usual review.
    """
    today = day_of(at)
    if call.comment_until is None or today <= call.comment_until:
        raise Refusal(
            f"征求意见到{call.comment_until}才截止。",
            article=ARTICLE,
            advice="请在截止后研究全部意见，再公布结果。",
        )
    opinions = list(call.comments.all())
    left = [each for each in opinions if not each.handling]
    if left:
        raise Refusal(
            f"还有{len(left)}条意见没有研究。",
            article=ARTICLE,
            advice="请逐条记录采纳情况，未采纳的写明理由。",
        )
    return draft(
        call.unit,
        by=by,
        at=at,
        title=f"《{call.title[:160]}》征求意见的结果",
        summary=f"{call.comment_until}截止的征求意见，收到意见{len(opinions)}条，采纳情况和理由。",
        body=_body(call, opinions, at),
        column=call.column,
        genre=Genre.ANNOUNCEMENT,
        created_on=today,
        result_of=call,
    )


def _body(call: Publication, opinions: list[Comment], at: datetime) -> str:
    counted = {each: sum(1 for opinion in opinions if opinion.handling == each) for each in Comment.Handling}
    shares = "、".join(f"{each.label}{n}条" for each, n in counted.items() if each)
    head = format_html(
        "<p>《{}》于{}至{}公开征求意见，共收到意见{}条{}。</p>",
        call.title,
        f"{day_of(call.published_at or at)}",
        call.comment_until,
        len(opinions),
        f"，其中{shares}" if opinions else "",
    )
    rows = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        (
            (
                each.number,
                personal.veiled(each.text, day_of(at)),
                each.get_handling_display(),
                each.answer or "—",
            )
            for each in opinions
        ),
    )
    table = "<table><thead><tr><th>序号</th><th>意见</th><th>采纳情况</th><th>理由</th></tr></thead><tbody>{}</tbody></table>"
    return head + (format_html(table, rows) if opinions else "") + _survey(call)


def _survey(call: Publication) -> str:
    answers = list(call.answers.values_list("given", flat=True))
    if not call.questions:
        return ""
    parts = [format_html("<p>问卷调查收到答卷{}份。</p>", len(answers))]
    for number, tally in enumerate(surveys.tallied(call.questions, answers), start=1):
        parts.append(format_html("<h3>{}．{}（{}人回答）</h3>", number, tally.text, tally.answered))
        if tally.choices:
            rows = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", tally.choices)
            head = "<table><thead><tr><th>选项</th><th>人数</th><th>比例</th></tr></thead><tbody>{}</tbody></table>"
            parts.append(format_html(head, rows))
    return "".join(parts)
