"""Seals for the demo district (演示印章): a red circle with a star that says 演示专用, so that none passes for real."""

import io
from datetime import date, datetime
from math import cos, pi, sin

from PIL import Image, ImageDraw, ImageFont

from gongkai.cases.files import checked_content
from gongkai.cases.glyphs import FONTS
from gongkai.disclosure import actions
from gongkai.disclosure.models import Seal
from gongkai.units.models import Unit
from gongkai.units.posts import Actor

SIDE = 500
RED = (196, 22, 28, 220)
PURPOSE = "演示专用"


def seal_picture(name: str) -> bytes:
    """Return a round seal with ``name`` along its upper edge, as a PNG with a transparent ground."""
    picture = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    drawing = ImageDraw.Draw(picture)
    drawing.ellipse((6, 6, SIDE - 6, SIDE - 6), outline=RED, width=14)
    drawing.polygon(_star(SIDE / 2, SIDE / 2, 75), fill=RED)
    step = min(0.42, 4.4 / len(name))
    font = ImageFont.truetype(str(FONTS / "NotoSansSC-Regular.otf"), round(min(58, 180 * step)))
    for place, character in enumerate(name):
        _along_the_edge(picture, character, font, (place - (len(name) - 1) / 2) * step)
    small = ImageFont.truetype(str(FONTS / "NotoSansSC-Regular.otf"), 44)
    drawing.text((SIDE / 2, SIDE * 0.76), PURPOSE, font=small, fill=RED, anchor="mm")
    target = io.BytesIO()
    # The colours of a seal are few; this keeps the picture small.
    picture.quantize(32, method=Image.Quantize.FASTOCTREE).save(target, "PNG", optimize=True)
    return target.getvalue()


def plant(at: datetime, *, by: Actor, since: date) -> None:
    """Give every unit that has no seal one for the demo."""
    for unit in Unit.objects.exclude(pk__in=Seal.objects.values("unit")):
        file = checked_content(f"{unit.code}.png", seal_picture(unit.name))
        actions.set_seal(unit, file, by=by, at=at, valid_from=since)


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    reach = [radius if point % 2 == 0 else radius * 0.382 for point in range(10)]
    return [(x + r * sin(n * pi / 5), y - r * cos(n * pi / 5)) for n, r in enumerate(reach)]


def _along_the_edge(picture: Image.Image, character: str, font: ImageFont.FreeTypeFont, angle: float) -> None:
    """Set one character upright to the edge, ``angle`` radians clockwise from the top."""
    tile = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    ImageDraw.Draw(tile).text((50, 50), character, font=font, fill=RED, anchor="mm")
    turned = tile.rotate(-angle * 180 / pi, resample=Image.Resampling.BICUBIC)
    away = SIDE / 2 - 62
    x, y = SIDE / 2 + away * sin(angle), SIDE / 2 - away * cos(angle)
    picture.alpha_composite(turned, (round(x - 50), round(y - 50)))
