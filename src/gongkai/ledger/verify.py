"""``gongkai verify``: was the ledger, or any record behind it, changed outside the verbs?

Three questions: is every event the one that was signed, do the published files agree, and does every record
still have the state its latest event left behind.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from gongkai.ledger import canonical, merkle, notes, tiles
from gongkai.ledger.differences import Change, Difference, differences
from gongkai.ledger.models import Checkpoint, Event
from gongkai.ledger.notes import BadNote, Verifier
from gongkai.ledger.publish import folder, rows
from gongkai.ledger.subjects import Kind, kinds

Progress = Callable[[str, int, int], None]
REPORT_EVERY = 5000
GUARDS = {
    ("ledger_event", "ledger_event_rows"),
    ("ledger_event", "ledger_event_table"),
    ("ledger_event", "ledger_event_place"),
    ("ledger_checkpoint", "ledger_checkpoint_rows"),
    ("ledger_checkpoint", "ledger_checkpoint_table"),
}
DERIVED = {"at", "verb", "subject", "unit"}


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was signed: a sentence, and the event it is about."""

    message: str
    index: int | None = None


@dataclass
class VerificationReport:
    events: int = 0
    checkpoints: int = 0
    signed: int = 0
    records: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings

    def add(self, message: str, index: int | None = None) -> None:
        self.findings.append(Finding(message, index))


@dataclass
class _Log:
    """What one reading of all events has shown."""

    latest: dict[str, tuple[int, str]] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    good_until: int = 0
    bad_from: Checkpoint | None = None


def verify(progress: Progress = lambda *_: None) -> VerificationReport:
    """Verify events, checkpoints, published files and records, all of one moment."""
    report = VerificationReport()
    shown = _published_note()
    with _one_moment():
        _verify_guards(report)
        checkpoints = list(Checkpoint.objects.order_by("size"))
        _verify_signatures(report, checkpoints, shown)
        log = _read_log(report, checkpoints, progress, compare_files=shown is not None)
        _verify_log(report, log)
        _verify_records(report, log.latest, progress)
    return report


@contextmanager
def _one_moment() -> Iterator[None]:
    """See events and records as of one moment; inside a transaction, that transaction decides."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _verify_guards(report: VerificationReport) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname, tgenabled FROM pg_trigger"
            " JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE proname IN ('forbid_change', 'ledger_place') AND pg_table_is_visible(pg_class.oid)"
        )
        states = {(table, name): state for table, name, state in cursor.fetchall()}
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'ledger_event'::regclass AND attgenerated = 's'"
        )
        generated = {name for (name,) in cursor.fetchall()}
    off = {guard for guard, state in states.items() if state not in ("O", "A")} | (GUARDS - states.keys())
    for table, name in sorted(off):
        report.add(f"数据表 {table} 的保护触发器 {name} 被停用或删除。")
    for name in sorted(DERIVED - generated):
        report.add(f"数据表 ledger_event 的 {name} 列不再由记录内容生成，按它查到的结果不可信。")


def _verify_signatures(report: VerificationReport, checkpoints: list[Checkpoint], shown: str | None) -> None:
    report.checkpoints = len(checkpoints)
    if not checkpoints:
        if shown is not None:
            report.add("已公布检查点，但数据库中没有检查点：数据库被换过，或检查点被删除。")
        return
    report.signed = checkpoints[-1].size
    try:
        verifier = notes.parse_signer((settings.VAR / "ledger-signing-key").read_text()).verifier
    except (OSError, BadNote):
        report.add("签名密钥 ledger-signing-key 缺失或损坏，无法核对检查点的签名。请从备份恢复。")
        return
    for checkpoint in checkpoints:
        _verify_signature(report, checkpoint, verifier)
    if shown is None:
        report.add("公布的账本文件缺失。请运行 gongkai manage rebuild_ledger 后再核验。")
    elif shown not in {checkpoint.note for checkpoint in checkpoints}:
        report.add("公布的检查点文件不是本数据库签发的：文件或数据库被换过。")


def _verify_signature(report: VerificationReport, checkpoint: Checkpoint, verifier: Verifier) -> None:
    try:
        _, size, root = notes.parse_checkpoint(verifier.open(checkpoint.note))
    except BadNote as error:
        report.add(f"第 {checkpoint.size} 条处的检查点：{error}")
        return
    if (size, root) != (checkpoint.size, bytes(checkpoint.root)):
        report.add(f"第 {checkpoint.size} 条处的检查点与其签名的内容不符（签名的是 {size} 条）。")


def _read_log(
    report: VerificationReport, checkpoints: list[Checkpoint], progress: Progress, *, compare_files: bool
) -> _Log:
    log, edge = _Log(), tiles.Edge()
    signed = iter(checkpoints)
    awaited = next(signed, None)
    compared = report.signed if compare_files else 0
    total = Event.objects.count()
    expected = 0
    for index, leaf, stored_hash in rows(0):
        if index != expected:
            log.faults += [Finding(f"第 {gone} 号记录缺失。", gone) for gone in range(expected, index)]
        expected = index + 1
        if edge.append(leaf.encode()) != bytes(stored_hash):
            log.faults.append(Finding(f"第 {index} 号记录（{describe(leaf)}）的内容与其散列值不符。", index))
        _note_state(log, index, leaf)
        if not edge.size % tiles.WIDTH:
            _compare(log, list(edge.full_files()), edge.size <= compared)
        if awaited is not None and edge.size == awaited.size:
            _judge(log, edge, awaited)
            if awaited.size == compared:
                _compare(log, list(edge.partial_files()), wanted=True)
            awaited = next(signed, None)
        if not edge.size % REPORT_EVERY:
            progress("核验账本记录", edge.size, total)
    log.bad_from = log.bad_from or awaited
    report.events = edge.size
    return log


def _note_state(log: _Log, index: int, leaf: str) -> None:
    content = canonical.read(leaf)
    if content is None:
        log.faults.append(Finding(f"第 {index} 号记录（{describe(leaf)}）不是规范的写法。", index))
    elif content.get("state"):
        log.latest[content["subject"]] = (index, content["state"])


def _judge(log: _Log, edge: tiles.Edge, checkpoint: Checkpoint) -> None:
    if edge.root() != bytes(checkpoint.root):
        log.bad_from = log.bad_from or checkpoint
    elif log.bad_from is None:
        log.good_until = checkpoint.size


def _compare(log: _Log, files: list[tiles.File], wanted: bool) -> None:
    if not wanted:
        return
    for path, content in files:
        try:
            same = _read_published(path, len(content)) == content
        except OSError:
            same = False
        if not same:
            log.damaged.append(path)


def _read_published(path: str, length: int) -> bytes:
    """Return the beginning of a published file; the full tile may have replaced a partial one meanwhile."""
    try:
        return (folder() / path).read_bytes()
    except FileNotFoundError:
        return (folder() / path.partition(".p/")[0]).read_bytes()[:length]


def _verify_log(report: VerificationReport, log: _Log) -> None:
    named = set()
    if log.bad_from is not None:
        for difference in _named_differences(report, log):
            finding = Finding(sentence(difference), (difference.now or difference.was or (None,))[0])
            report.findings.append(finding)
            named |= {place[0] for place in (difference.was, difference.now) if place}
    report.findings += [fault for fault in log.faults if fault.index not in named]
    if log.bad_from is None:
        for path in log.damaged:
            report.add(
                f"公布的文件 ledger/{path} 缺失或与账本不符。请运行 gongkai manage rebuild_ledger 重写。"
            )


def _named_differences(report: VerificationReport, log: _Log) -> list[Difference]:
    """Compare with the published entries, leaf by leaf, as long as they are the ones that were signed."""
    last = Checkpoint.objects.order_by("-size")[0]
    where = f"第 {log.good_until} 号至第 {log.bad_from.size - 1} 号之间" if log.bad_from else ""
    try:
        published = list(tiles.published_leaves(folder(), last.size))
    except (OSError, ValueError):
        published = []
    if len(published) != last.size or merkle.root(merkle.leaf_hashes(published)) != bytes(last.root):
        report.add(
            f"账本{where}的记录与签名的检查点不符；公布的文件也不完整，不能指出是哪一条。请用备份比对。"
        )
        return []
    present = [(index, leaf) for index, leaf, _ in rows(0)]
    found = differences([leaf.decode() for leaf in published], present)
    if not found:
        report.add(f"账本{where}的检查点与记录不符，但记录与公布的文件一致：检查点被改动。")
    return found


def _verify_records(
    report: VerificationReport, latest: dict[str, tuple[int, str]], progress: Progress
) -> None:
    known = {kind.name: kind for kind in kinds()}
    for kind in known.values():
        _verify_kind(report, kind, latest, progress)
    for subject, (index, _) in latest.items():
        kind_left = known.get(subject.partition("/")[0])
        if kind_left is None:
            report.add(f"第 {index} 号记录所说的 {subject} 没有登记的种类，不能核对。", index)
        else:
            report.add(
                f"{_label(kind_left)} {subject} 已不存在，但账本第 {index} 号记录（{_described(index)}）证明它存在过："
                "有人绕过办理程序删除了它。",
                index,
            )


def _verify_kind(
    report: VerificationReport, kind: Kind, latest: dict[str, tuple[int, str]], progress: Progress
) -> None:
    total = kind.model._default_manager.count()
    for done, record in enumerate(kind.rows(), start=1):
        report.records += 1
        subject = kind.subject(record)
        index, state = latest.pop(subject, (None, ""))
        if index is None:
            report.add(f"{_label(kind)} {subject} 在账本中没有任何记录：有人绕过办理程序加入了它。")
        elif _digest(kind, record) != state:
            report.add(
                f"{_label(kind)} {subject} 的现状与账本第 {index} 号记录（{_described(index)}）留下的不符："
                "有人绕过办理程序改动了它。",
                index,
            )
        if not done % REPORT_EVERY:
            progress(f"核验{_label(kind)}", done, total)


def _digest(kind: Kind, record: Any) -> str:
    try:
        return kind.digest(record)
    except (TypeError, ValueError, LookupError):
        return "a row its own module can no longer read"


def _label(kind: Kind) -> str:
    return str(kind.model._meta.verbose_name)


def _described(index: int) -> str:
    return describe(Event.objects.values_list("leaf", flat=True).get(pk=index))


def describe(leaf: str) -> str:
    """Return when, what and whom an event is about."""
    content = _content(leaf)
    at = str(content.get("at", "")).replace("T", " ").removesuffix("+08:00")
    return (
        " ".join(filter(None, [at, str(content.get("verb", "")), str(content.get("subject", ""))]))
        or leaf[:60]
    )


def sentence(difference: Difference) -> str:
    """Say in a sentence what was done to an event."""
    was, now = difference.was or (0, ""), difference.now or (0, "")
    match difference.change:
        case Change.CHANGED:
            before, after = _content(was[1]), _content(now[1])
            parts = "、".join(sorted(key for key in before | after if before.get(key) != after.get(key)))
            then = "" if describe(was[1]) == describe(now[1]) else f"，现为 {describe(now[1])}"
            return (
                f"第 {was[0]} 号记录被改动：签名时为 {describe(was[1])}{then}；改动的是 {parts or '写法'}。"
            )
        case Change.REMOVED:
            return f"第 {was[0]} 号记录被删除：{describe(was[1])}。"
        case Change.INSERTED:
            return f"第 {now[0]} 号记录是后来插入的：{describe(now[1])}。"
        case Change.MOVED:
            return f"记录被调换顺序：{describe(was[1])}，签名时为第 {was[0]} 号，现为第 {now[0]} 号。"


def _content(leaf: str) -> dict[str, Any]:
    try:
        content = json.loads(leaf)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _published_note() -> str | None:
    try:
        return (folder() / "checkpoint").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
