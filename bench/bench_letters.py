"""One official letter as PDF and as Word file, warm: against the limit of 50 ms.

A short reply with a seal, a form, and a reply with reasons of ten thousand characters. The time is that of the
processor: what a letter takes, however busy the machine is with other work.
"""

import statistics
import sys
import time
from datetime import date

from gongkai.cases.letter_layout import LetterContent, render_pdf
from gongkai.cases.letter_word import render_docx

LIMIT = 0.050
ROUNDS = 40
SENTENCE = "本机关认为，公开该信息会损害他人的合法权益。"


def main():
    seal = picture()
    slow = False
    for name, content, limit in (
        ("short reply", letter((SENTENCE * 4, "特此答复。")), LIMIT),
        ("form", letter(((("申请人", "张三", "电话", "13900000000"),) * 12,), form=True), LIMIT),
        ("10,000 characters", letter((SENTENCE * 480, "特此答复。")), LIMIT),
    ):
        times = [timed(content, seal, n) for n in range(ROUNDS)][5:]
        middle, pdf = statistics.median(sum(pair) for pair in times), statistics.median(p for p, _ in times)
        print(
            f"{name:<20}{middle * 1000:>7.1f} ms (PDF {pdf * 1000:.1f} ms)"
            f" = {middle / limit:.2f} × the limit of {limit * 1000:.0f} ms"
        )
        slow = slow or middle > limit
    if slow:
        sys.exit("letters are slower than their limit")


def letter(paragraphs, form=False):
    return LetterContent(
        "政府信息公开申请答复书", "", "张三", paragraphs, (), "白银区财政局", date(2025, 5, 6), form=form
    )


def picture():
    from gongkai.demo.seals import seal_picture

    return seal_picture("白银区财政局")


def timed(content, seal, number):
    """Return the seconds of both files of a letter nobody made before."""
    from dataclasses import replace

    content = replace(content, number=f"白区财公复〔2025〕{number}号")
    began = time.process_time()
    render_pdf(content, seal)
    between = time.process_time()
    render_docx(content, seal)
    return between - began, time.process_time() - between


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
    import django

    django.setup()
    main()
