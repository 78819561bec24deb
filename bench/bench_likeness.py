"""Time to compare the texts of a district's reports (雷同): each of 49 units against the 48 others and its last year's.

Processor time. The limit for one report, six sections against 49 texts, is 50 ms: what the editor may add to a check.
"""

import statistics
import sys
import time
from random import Random

from gongkai.law.annual_report import SECTIONS
from gongkai.law.likeness import letters_of, likeness, prepared

UNITS, LETTERS, LIMIT = 49, 1500, 0.050
WORDS = "公开信息政策解读申请答复平台建设监督保障培训考核评议群众办理预算补贴项目规划执法检查学校医院社区"


def main():
    random = Random(2019)
    texts = [
        {
            section.id: written(random, LETTERS // (1 + 4 * (section.id not in ("overview", "problems"))))
            for section in SECTIONS
        }
        for _ in range(UNITS + 1)
    ]
    texts[1] = {name: text.replace("1", "2") for name, text in texts[0].items()}
    taken = [timed(compare, texts, unit) for unit in range(UNITS)]
    assert compare(texts, 0) == {(section.id, 1) for section in SECTIONS}, "the copied report is not found"
    middle = statistics.median(taken)
    print(
        f"one report against {UNITS} texts   {middle * 1000:>7.1f} ms: {middle / LIMIT:.2f} × {LIMIT * 1000:.0f} ms"
    )
    print(f"all {UNITS} reports                {sum(taken):>7.1f} s")
    if middle > LIMIT:
        sys.exit("comparing is slower than its limit")


def written(random, letters):
    sentence = "".join(random.choice(WORDS) for _ in range(30))
    return (
        "".join(
            f"{''.join(random.choice(WORDS) for _ in range(40))}{random.randrange(100)}条。"
            for _ in range(letters // 40)
        )
        + sentence
    )


def compare(texts, unit):
    """Compare one report as the check does: everything is made ready anew."""
    found = set()
    for section in SECTIONS:
        own = prepared(texts[unit][section.id], ("甲局",))
        for other, sections in enumerate(texts):
            if other != unit and likeness(own, letters_of(sections[section.id], ("乙局",)), 0.8).share >= 0.8:
                found.add((section.id, other))
    return found


def timed(work, *given):
    started = time.process_time()
    work(*given)
    return time.process_time() - started


if __name__ == "__main__":
    main()
