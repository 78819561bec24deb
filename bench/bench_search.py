"""A million documents: the platform's index with all its counted filters, beside SQLite FTS5 and PostgreSQL's tsvector.

The same texts, cut into the same words, the same queries of one to three words, the same answer: the first twenty in
their order, how many there are, and how many of them have each value of six filters. Each peer is also measured
without counting the filters. The limits: at least 3,000 documents a second indexed, the 95th percentile within 20 ms and
ten times below each peer's. ``bench_search.py 100000`` measures fewer documents.
"""

import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from functools import cache
from pathlib import Path

DOCUMENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
QUERIES, PEER_QUERIES = 400, 60
LIMIT_MS, LIMIT_RATE, LIMIT_RATIO = 20.0, 3000.0, 10.0

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
os.environ.setdefault("GONGKAI_VAR", str(Path(tempfile.gettempdir()) / f"gongkai-test-{os.getuid()}"))

UNITS = [f"unit{n}" for n in range(50)]
FILTERS = ("unit", "kolumn", "year", "genre", "validity", "key_area")
COLUMNS = [f"P{n:02d}" for n in range(1, 16)]
GENRES = ["notice", "announcement", "report", "opinion", "news", "interpretation"]
SUBJECTS = [
    "部门决算",
    "预算执行",
    "项目支出绩效",
    "三公经费",
    "政府采购",
    "中标结果",
    "农村公路",
    "校园食品安全",
    "义务教育招生",
    "城乡居民医保",
    "最低生活保障",
    "临时救助",
    "公租房分配",
    "老旧小区改造",
    "棚户区改造",
    "土地征收",
    "房屋征收补偿",
    "安全生产检查",
    "食品抽检",
    "药品监管",
    "双随机抽查",
    "行政处罚决定",
    "行政许可",
    "公开招聘",
    "公务员录用",
    "应急预案",
    "防汛抗旱",
    "森林防火",
    "环境影响评价",
    "大气污染防治",
    "水质监测",
    "垃圾分类",
    "物业管理",
    "道路施工",
    "停水停电",
    "养老服务",
    "残疾人补贴",
    "退役军人优待",
    "就业技能培训",
    "创业担保贷款",
    "惠农补贴",
    "耕地保护",
    "宅基地审批",
    "高标准农田",
    "动物防疫",
    "乡村振兴",
    "文物保护",
    "旅游景区",
    "全民健身",
    "公共图书馆",
]
ACTS = [
    "公示",
    "公告",
    "通知",
    "报告",
    "方案",
    "办法",
    "意见",
    "情况说明",
    "结果",
    "名单",
    "计划",
    "总结",
    "清单",
    "指南",
    "解读",
]
PLACES = [
    "白银区",
    "四龙镇",
    "水川镇",
    "王岘镇",
    "强湾乡",
    "武川乡",
    "人民路街道",
    "公园路街道",
    "四龙路街道",
    "工农路街道",
    "纺织路街道",
]
SENTENCES = (
    "为进一步规范{s}工作，根据有关法律法规，结合{p}实际，现将有关事项{a}如下。",
    "{p}共完成{s}{n}项，涉及资金{m}万元，群众满意度达到百分之{k}。",
    "各单位要高度重视{s}，加强组织领导，明确责任分工，按期完成任务。",
    "经审核，{p}{s}符合条件的有{n}户，现予以{a}，接受社会监督。",
    "公示期间如有异议，请向{p}有关部门反映，联系电话零九四三。",
    "{s}实行动态管理，每季度核查一次，不符合条件的及时退出。",
    "下一步将继续做好{s}和{t}，不断提高工作水平，切实保障群众利益。",
    "本次{s}资金来源为上级专项和本级配套，实行专款专用、专账核算。",
)


def text(number):
    rng = random.Random(number)
    subject, place, act = rng.choice(SUBJECTS), rng.choice(PLACES), rng.choice(ACTS)
    title = f"{place}{2008 + number % 12}年{subject}{act}（第{number % 997}号）"
    body = "".join(
        rng.choice(SENTENCES).format(
            s=subject,
            t=rng.choice(SUBJECTS),
            p=place,
            a=act,
            n=rng.randint(2, 9999),
            m=rng.randint(1, 99999),
            k=90,
        )
        for _ in range(12)
    )
    return title, body


def documents():
    from gongkai.search.index import Document

    for number in range(DOCUMENTS):
        title, body = text(number)
        unit, column, _, genre, validity, key_area = properties(number)
        yield Document(
            id=str(number), url=f"/item/{number}.html", title=title, body=body, published_on=day(number), unit=unit,
            unit_name=unit, column=column, column_name="", index_no=f"11620402000000000X/2019-{number:06d}",
            genre=genre, validity=validity, key_area=key_area,
        )  # fmt: skip


def day(number):
    return date(2008, 1, 1) + timedelta(days=number * 4380 // DOCUMENTS)


def properties(number):
    area = "教育" if number % 7 == 0 else ""
    return UNITS[number % 50], COLUMNS[number % 15], day(number).year, GENRES[number % 6], "in_force", area


def queries(count):
    rng = random.Random(7)
    return [" ".join(rng.sample([*SUBJECTS, *PLACES, *ACTS], rng.randint(1, 3))) for _ in range(count)]


def percentiles(times):
    ordered = sorted(times)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.95)]


def measure(ask, count):
    asked = queries(count)
    ask(asked[0])
    times = []
    for words in asked:
        began = time.perf_counter()
        ask(words)
        times.append((time.perf_counter() - began) * 1000)
    return percentiles(times)


@cache
def cutter():
    """Return what cuts the texts of all of them: with the names of the district, which stand in every text."""
    from gongkai.search.words import Cutter

    return Cutter(PLACES)


def cut(words):
    return cutter().asked_words(words, 24)


def tantivy(folder):
    from django.conf import settings

    from gongkai.search import find, index

    settings.SEARCH_ROOT = folder
    began = time.perf_counter()
    index.rebuild(documents(), known=PLACES)
    rate = DOCUMENTS / (time.perf_counter() - began)
    return rate, measure(find.query, QUERIES), measure(lambda words: find.suggest(words[:2]), 100)


def rows():
    words = cutter().words
    for number in range(DOCUMENTS):
        title, body = text(number)
        yield number, " ".join(words(title)), " ".join(words(body))


def fts5(folder):
    database = sqlite3.connect(folder / "fts5.sqlite")
    database.execute("PRAGMA journal_mode=off")
    database.execute("PRAGMA synchronous=off")
    database.execute("CREATE VIRTUAL TABLE d USING fts5(title, body, tokenize=\"unicode61\", content='')")
    database.executemany("INSERT INTO d(rowid, title, body) VALUES (?, ?, ?)", rows())
    database.execute(f"CREATE TABLE p(id INTEGER PRIMARY KEY, {', '.join(FILTERS)})")
    database.executemany(
        "INSERT INTO p VALUES (?,?,?,?,?,?,?)", ((n, *properties(n)) for n in range(DOCUMENTS))
    )
    database.commit()

    def ask(words):
        asked = " AND ".join(f'"{word}"' for word in cut(words))
        statement = "SELECT rowid FROM d WHERE d MATCH ? ORDER BY bm25(d, 4.0, 1.0) LIMIT 20"
        database.execute(statement, [asked]).fetchall()
        database.execute("SELECT count(*) FROM d WHERE d MATCH ?", [asked]).fetchone()

    def ask_all(words):
        ask(words)
        asked = " AND ".join(f'"{word}"' for word in cut(words))
        database.execute("CREATE TEMP TABLE f AS SELECT rowid AS id FROM d WHERE d MATCH ?", [asked])
        for name in FILTERS:
            database.execute(f"SELECT {name}, count(*) FROM f JOIN p USING (id) GROUP BY 1").fetchall()
        database.execute("DROP TABLE f")

    return measure(ask, PEER_QUERIES), measure(ask_all, PEER_QUERIES)


def postgresql():
    from django.db import connection

    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} text" for name in FILTERS)
        cursor.execute(f"CREATE UNLOGGED TABLE bench_search (id int, v tsvector, {columns})")
        try:
            with cursor.copy("COPY bench_search FROM STDIN") as copy:
                for number, title, body in rows():
                    copy.write_row([number, _vector(title, body), *map(str, properties(number))])
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute("CREATE INDEX ON bench_search USING gin (v)")
            cursor.execute("ANALYZE bench_search")

            def ask(words):
                asked = " & ".join(f"'{word}'" for word in cut(words))
                statement = "SELECT id FROM bench_search WHERE v @@ %s::tsquery ORDER BY ts_rank(v, %s::tsquery) DESC LIMIT 20"
                cursor.execute(statement, [asked, asked])
                cursor.fetchall()
                cursor.execute("SELECT count(*) FROM bench_search WHERE v @@ %s::tsquery", [asked])
                cursor.fetchone()

            def ask_all(words):
                ask(words)
                asked = " & ".join(f"'{word}'" for word in cut(words))
                sets = ", ".join(f"({name})" for name in FILTERS)
                cursor.execute(
                    f"SELECT {', '.join(FILTERS)}, count(*) FROM bench_search WHERE v @@ %s::tsquery "
                    f"GROUP BY GROUPING SETS ({sets})",
                    [asked],
                )
                cursor.fetchall()

            return measure(ask, PEER_QUERIES), measure(ask_all, PEER_QUERIES)
        finally:
            cursor.execute("DROP TABLE bench_search")


def _vector(title, body):
    """Return the words with their weights as the text of a tsvector."""
    weighted = dict.fromkeys(body.split(), "") | dict.fromkeys(title.split(), ":1A")
    return " ".join(f"'{word}'{weight}" for word, weight in weighted.items())


def main():
    import django

    django.setup()
    from django.db import connection

    database = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            rate, own, suggested = tantivy(folder / "tantivy")
            print(f"{DOCUMENTS:,} documents")
            print(f"indexed: {rate:,.0f} a second, {rate / LIMIT_RATE:.2f} of the limit of {LIMIT_RATE:,.0f}")
            print(
                f"query with six counted filters: median {own[0]:.1f} ms, p95 {own[1]:.1f} ms, {own[1] / LIMIT_MS:.2f} of {LIMIT_MS:.0f} ms"
            )
            print(f"suggestion: median {suggested[0]:.1f} ms, p95 {suggested[1]:.1f} ms", flush=True)
            for peer, run in (("SQLite FTS5", lambda: fts5(folder)), ("PostgreSQL tsvector", postgresql)):
                plain, whole = run()
                for what, measured in (("without counted filters", plain), ("the same answer", whole)):
                    print(
                        f"{peer}, {what}: median {measured[0]:.1f} ms, p95 {measured[1]:.1f} ms, "
                        f"{measured[1] / own[1]:.1f} times ours (at least {LIMIT_RATIO:.0f} for the same answer)",
                        flush=True,
                    )
    finally:
        connection.creation.destroy_test_db(database, verbosity=0)


if __name__ == "__main__":
    main()
