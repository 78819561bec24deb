"""``gongkai run``: everything the platform needs in one foreground process that looks after its children.

Children get a process group each, written to ``var/run.json``: what an earlier run left behind after
``kill -9`` is ended by the next start. A child that dies is started again; Ctrl-C ends all of them and the
database.
"""

import ctypes
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from gongkai.conf import database

PR_SET_PDEATHSIG = 1
RESTART_PAUSE = 2.0
STOP_PATIENCE = 10.0


def main() -> int:
    """Start the platform and stay until Ctrl-C; return the exit status."""
    host, port = os.environ.get("HOST", "127.0.0.1"), _port()
    var = Path(os.environ.get("GONGKAI_VAR", Path.cwd() / "var")).resolve()
    os.environ["GONGKAI_VAR"] = str(var)
    os.environ.setdefault("GONGKAI_BASE_URL", f"http://localhost:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
    _must_be_writable(var)
    leftovers = RunFile(var / "run.json")
    leftovers.end_what_was_left()
    _must_be_free(host, port)
    started = time.monotonic()
    _prepare(started)
    children = _Children(leftovers, embedded=var if "DATABASE_URL" not in os.environ else None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # A shell script starts what it puts in the background with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        children.start("server", _server(host, port))
        _wait_until_answering(host, port)
        _print_addresses(port, time.monotonic() - started)
        children.start("clock", [sys.executable, "-m", "gongkai.conf.clock"])
        if os.environ.get("GONGKAI_DEMO", "1") == "1":
            children.start_once("demo", [sys.executable, "-m", "gongkai.conf.manage", "demo"])
        children.watch()
    except (KeyboardInterrupt, SystemExit):
        print("\n正在停止 …", flush=True)
    finally:
        children.stop()
    return 0


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise database.DatabaseUnavailable(f"PORT={text} 不是端口号（1–65535）。例：PORT=8080 make run")
    return int(text)


def _must_be_writable(var: Path) -> None:
    try:
        var.mkdir(parents=True, exist_ok=True)
        (var / ".writable").touch()
        (var / ".writable").unlink()
    except OSError as error:
        raise database.DatabaseUnavailable(
            f"没有写权限：{var}({error.strerror})。请换一个可写的目录，或设置 GONGKAI_VAR=可写目录。"
        ) from error


def _must_be_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = {errno.EADDRINUSE: "已被别的程序占用", errno.EACCES: "没有权限"}.get(
                error.errno or 0, error.strerror
            )
            raise database.DatabaseUnavailable(
                f"端口 {port} 不能使用（{why}）。请换一个端口：PORT={port + 1} make run"
            ) from error


def _server(host: str, port: int) -> list[str]:
    return [sys.executable, "-m", "gongkai.conf.server", "--host", host, "--port", str(port)]


def _prepare(started: float) -> None:
    def say(what: str) -> None:
        print(f"[{time.monotonic() - started:5.1f} 秒] {what} …", flush=True)

    say("启动数据库")
    import django

    django.setup()
    from django.core.management import call_command

    say("准备数据库结构")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    say("准备栏目和账号")
    from gongkai.conf.install import install

    install()


def _wait_until_answering(host: str, port: int) -> None:
    while True:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.1)


def _print_addresses(port: int, seconds: float) -> None:
    from gongkai.demo.accounts import demo_accounts

    base = f"http://localhost:{port}"
    print(f"\n平台已就绪（{seconds:.0f} 秒）。按 Ctrl-C 停止。\n")
    print(f"  门户      {base}/\n  申请公开  {base}/apply/\n  工作台    {base}/workbench/\n")
    if os.environ.get("GONGKAI_DEMO", "1") == "1":
        print("  演示账号（口令都一样）:")
        for account in demo_accounts():
            print(f"    {account.username:<22}{account.password:<18}{account.what}")
        print("    其他单位同样：单位代码.officer、.checker、.secrecy、.approver、.head，如 jyj.officer")
    print(flush=True)


@dataclass
class RunFile:
    """Process groups of the running platform, kept for the start after a crash."""

    path: Path
    groups: dict[str, int] = field(default_factory=dict)

    def end_what_was_left(self) -> None:
        """End the children of a run that was killed; refuse when that run is still alive."""
        try:
            left: dict[str, Any] = json.loads(self.path.read_text())
        except (FileNotFoundError, ValueError):
            return
        if _is_ours(left.get("main", 0), "gongkai"):
            raise database.DatabaseUnavailable(
                f"平台已在运行（进程 {left['main']}）。请先在那个窗口按 Ctrl-C 停止。"
            )
        for group in left.get("groups", {}).values():
            members = [process for process in psutil.process_iter() if _group(process) == group]
            if any(_is_ours(process.pid, "gongkai") for process in members):
                with suppress(ProcessLookupError):
                    os.killpg(group, signal.SIGKILL)
        self.path.unlink()

    def write(self) -> None:
        self.path.write_text(json.dumps({"main": os.getpid(), "groups": self.groups}))


def _group(process: psutil.Process) -> int:
    with suppress(ProcessLookupError, PermissionError):
        return os.getpgid(process.pid)
    return -1


def _is_ours(pid: int, word: str) -> bool:
    with suppress(psutil.Error):
        return pid != os.getpid() and word in " ".join(psutil.Process(pid).cmdline())
    return False


def _die_with_parent() -> None:
    """Ask Linux to end the child when the parent is gone, however that came about."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class _Children:
    run_file: RunFile
    embedded: Path | None
    commands: dict[str, list[str]] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str]) -> None:
        """Start a child that is to run for as long as the platform does."""
        self.commands[name] = command
        self.start_once(name, command)

    def start_once(self, name: str, command: list[str]) -> None:
        child = subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509
        self.running[name] = child
        self.run_file.groups[name] = child.pid
        self.run_file.write()

    def watch(self) -> None:
        """Start again what has died, the embedded database included, until interrupted."""
        while True:
            time.sleep(RESTART_PAUSE)
            if self.embedded is not None:
                database.start_embedded(self.embedded)
            for name, child in list(self.running.items()):
                if child.poll() is None:
                    continue
                del self.running[name]
                if name in self.commands:
                    print(f"{name} 已退出（{child.returncode}），重新启动。", flush=True)
                    self.start_once(name, self.commands[name])

    def stop(self) -> None:
        for child in self.running.values():
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGTERM)
        patience = time.monotonic() + STOP_PATIENCE
        for child in self.running.values():
            try:
                child.wait(max(0.1, patience - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
        if self.embedded is not None:
            database.stop_embedded(self.embedded)
        self.run_file.path.unlink(missing_ok=True)
