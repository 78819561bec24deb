"""The code on a page is read by a telephone: it is drawn, and read back."""

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from gongkai.portal import qr

PART = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+Z")


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.gov.cn/item/11620402013926014A-2019-000123.html",
        "http://localhost:8000/track/?number=依申请公开〔2019〕7号",
    ],
)
def test_the_code_of_an_address_is_read_back_as_the_address(address):
    drawn = str(qr.svg(address, "本页网址二维码"))
    side = int(re.search(r'viewBox="0 0 (\d+)', drawn)[1])
    picture = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, width, height in (map(int, part) for part in PART.findall(drawn)):
        draw.rectangle((x, y, x + width - 1, y + height - 1), fill=0)
    (read,) = zxingcpp.read_barcodes(picture.resize((side * 4, side * 4), Image.Resampling.NEAREST))
    assert read.text == address


def test_what_stands_in_a_title_stays_text():
    assert "&lt;b&gt;" in qr.svg("https://example.gov.cn/", "<b>")
