"""Keeping the texts of letters, the seals and the review bodies (文书模板、印章、救济机关)."""

import hashlib
import io
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from gongkai.cases import numbers
from gongkai.cases.files import CheckedFile
from gongkai.cases.models import Letter
from gongkai.disclosure import letter_texts
from gongkai.disclosure.letter_texts import Text
from gongkai.disclosure.models import LetterText, Seal
from gongkai.law.letters import KINDS
from gongkai.law.refusal import Refusal
from gongkai.ledger.actions import record_act, record_fact
from gongkai.units.models import Role, Unit
from gongkai.units.posts import Actor

LEAST_POINTS, MOST_POINTS = 200, 2000
SEAL_RULE = "印章要求"


def save_text(text: Text, *, by: Actor, at: datetime, reason: str, seen: int) -> LetterText:
    """Put a new version of a letter's text in force from ``text.valid_from`` on (修改文书模板).

    ``seen`` is how many versions of its own the office had on the screen: if one came since, nothing is saved.
    """
    _must_be_competent(by)
    kind = KINDS[text.kind]
    letter_texts.must_be_sound(kind, text)
    if not reason.strip():
        raise Refusal(
            "没有写明修改理由。",
            article="",
            advice="请写明依据的文件或者修改的原因，查看历史版本的人看得到。",
        )
    with transaction.atomic():
        number = numbers.take(f"letter-text/{kind.id}")
        if number != seen + 1:
            newest = LetterText.objects.filter(kind=kind.id).latest("number")
            raise Refusal(
                f"“{kind.name}”刚刚由{newest.entered_by}改为第{newest.number}版，您打开的不是最新的。",
                article="",
                advice="您填写的内容还在下面，请与最新文本比较后再保存。",
            )
        _must_not_reach_back(kind.id, text.valid_from)
        if text.said == letter_texts.in_force(kind.id, text.valid_from).said:
            raise Refusal("文本没有改动。", article="", advice="不需要保存。")
        made = LetterText.objects.create(
            kind=kind.id,
            number=number,
            valid_from=text.valid_from,
            title=text.title.strip(),
            body="\n".join(text.lines),
            note=text.note.strip(),
            prints_remedy=text.prints_remedy,
            reason=reason.strip(),
            entered_by=by.name,
            entered_at=at,
        )
        data = {"kind": kind.id, "number": number, "valid_from": str(text.valid_from)}
        record_act(made, "letters.save_text", at=at, by=by.name, data=data)
    return made


def restore_text(kind_id: str, *, by: Actor, at: datetime, valid_from: date, seen: int) -> LetterText:
    """恢复随附文本: return to the text that comes with the platform and is right for ``valid_from``."""
    own = [text for text in letter_texts.shipped(kind_id) if text.valid_from <= valid_from]
    if not own:
        raise Refusal(
            f"{valid_from}还没有随附文本。", article=KINDS[kind_id].article, advice="请核对施行日期。"
        )
    shipped = own[-1]
    again = Text(
        kind_id, "", valid_from, shipped.title, shipped.body, shipped.note, "", shipped.prints_remedy
    )
    return save_text(again, by=by, at=at, reason=f"恢复随附文本（{shipped.version}）", seen=seen)


def set_seal(unit: Unit, file: CheckedFile, *, by: Actor, at: datetime, valid_from: date) -> Seal:
    """启用印章: take the picture of a unit's seal into use for the letters from ``valid_from`` on."""
    by.must_hold((Role.HEAD, Role.COMPETENT), unit)
    _must_be_a_seal(file)
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        sealed = Letter.objects.filter(case__unit=unit, issued_on__gte=valid_from).exclude(content__seal="")
        if Seal.objects.filter(unit=unit).exists() and sealed.exists():
            raise Refusal(
                f"{unit.short_name}在{valid_from}或者以后已经制作过文书。",
                article=SEAL_RULE,
                advice="新印章请从以后的日期启用，已有文书上的印章不变。",
            )
        seal = Seal(
            unit=unit,
            sha256=hashlib.sha256(file.content).hexdigest(),
            valid_from=valid_from,
            entered_by=by.name,
            entered_at=at,
        )
        seal.picture.save(f"{seal.sha256[:20]}.png", ContentFile(file.content), save=False)
        seal.save()
        data = {"sha256": seal.sha256, "valid_from": str(valid_from)}
        record_act(seal, "letters.set_seal", at=at, by=by.name, unit=unit.code, data=data)
    return seal


def set_review_bodies(
    unit: Unit,
    *,
    reviewed_by: str,
    superior_department: str,
    vertical: bool,
    court: str,
    by: Actor,
    at: datetime,
) -> Unit:
    """登记救济机关: who reviews the unit's acts and which court hears suits (行政复议法 art. 24, 27)."""
    _must_be_competent(by)
    if not reviewed_by.strip():
        raise Refusal("没有填写行政复议机关。", article="《行政复议法》第二十四条", advice="请填写全称。")
    if vertical and not superior_department.strip():
        raise Refusal(
            "实行垂直领导的，复议机关是上级主管部门，不能空着。",
            article="《行政复议法》第二十七条",
            advice="请填写上级主管部门。",
        )
    data = {
        "reviewed_by": reviewed_by.strip(),
        "superior_department": superior_department.strip(),
        "vertical": vertical,
        "court": court.strip(),
    }
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        Unit.objects.filter(pk=unit.pk).update(**data)
        record_fact(
            f"unit/{unit.code}", "letters.set_review_bodies", at=at, by=by.name, unit=unit.code, data=data
        )
    unit.__dict__.update(data)
    return unit


def _must_be_competent(by: Actor) -> None:
    if not by.holds(Role.COMPETENT, ""):
        raise Refusal(
            f"{by.name}不是{Role.COMPETENT.label}，不能修改。",
            article="岗位分离",
            advice="请联系政务公开办。",
        )


def _must_not_reach_back(kind_id: str, valid_from: date) -> None:
    """A letter once made stays true to the text in force on its day."""
    days = Letter.objects.filter(template=kind_id).order_by("-issued_on").values_list("issued_on", flat=True)
    latest = days.first()
    if latest is not None and valid_from <= latest:
        raise Refusal(
            f"最近一份“{KINDS[kind_id].name}”制作于{latest}，新文本不能从{valid_from}起施行。",
            article="已制作的文书以当时的文本为准",
            advice="施行日期请填写此日之后的日期。",
        )
    newest = LetterText.objects.filter(kind=kind_id).order_by("valid_from").last()
    if newest is not None and valid_from < newest.valid_from:
        raise Refusal(
            f"已有一版自{newest.valid_from}起施行，新文本不能早于它。",
            article="已制作的文书以当时的文本为准",
            advice=f"施行日期请填写{newest.valid_from}或者以后的日期。",
        )


def _must_be_a_seal(file: CheckedFile) -> None:
    if file.suffix != ".png":
        raise Refusal(f"“{file.name}”不是PNG图片。", article=SEAL_RULE, advice="请上传背景透明的PNG图片。")
    with Image.open(io.BytesIO(file.content), formats=["PNG"]) as picture:
        size, alpha = picture.size, picture.convert("RGBA").getchannel("A").tobytes()
    if (
        not all(LEAST_POINTS <= side <= MOST_POINTS for side in size)
        or abs(size[0] - size[1]) > max(size) // 10
    ):
        raise Refusal(
            f"“{file.name}”为{size[0]}×{size[1]}像素。",
            article=SEAL_RULE,
            advice=f"请上传接近正方形、边长{LEAST_POINTS}至{MOST_POINTS}像素的图片。",
        )
    if min(alpha) > 0 or max(alpha) == 0:
        raise Refusal(
            f"“{file.name}”的背景不透明，会遮住署名和日期。",
            article=SEAL_RULE,
            advice="请把印章以外的部分做成透明后重新上传。",
        )
