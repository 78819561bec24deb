"""The ``gongkai`` command. Each sub-command imports only what it needs: ``check-report`` starts in a blink."""

import os
import signal
import sys
from collections.abc import Callable

USAGE = """用法： gongkai 命令 [参数]

  run                       启动平台：数据库、门户、工作台、后台时钟；首次启动回放演示年度
  check-report 文件…        核对已公布的政府信息公开工作年度报告（不需要数据库）
  report 年度               用平台记录汇总该年度报告并列出校核结果
  verify                    核验公开账本和全部记录未被改动
  demo                      载入演示区县并回放2019年
  backup 文件 / restore 文件  备份 / 恢复数据库、文件和密钥
  check-site                比对公开页面与数据库
  rebuild-site              重新生成全部公开页面
  rebuild-search            重建检索索引
  manage …                  Django 管理命令
"""


def main() -> None:
    """Run a sub-command and exit with its status; what cannot be done ends in one sentence."""
    from gongkai.conf.database import DatabaseUnavailable

    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(USAGE, end="")
        sys.exit(0)
    run = _COMMANDS.get(arguments[0])
    if run is None:
        print(f"gongkai: 没有“{arguments[0]}”这个命令。\n\n{USAGE}", end="", file=sys.stderr)
        sys.exit(2)
    try:
        sys.exit(run(arguments[1:]))
    except DatabaseUnavailable as error:
        print(f"gongkai: {error}", file=sys.stderr)
        sys.exit(2)


def _check_report(arguments: list[str]) -> int:
    from gongkai.reporting.published import command

    # `… | head` ends the reading, and with it the writing.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    return command.main(arguments)


def _run(arguments: list[str]) -> int:
    from gongkai.conf import run

    return run.main()


def _backup(arguments: list[str]) -> int:
    from gongkai.conf import backup

    return backup.backup(arguments)


def _restore(arguments: list[str]) -> int:
    from gongkai.conf import backup

    return backup.restore(arguments)


def _rebuild_search(arguments: list[str]) -> int:
    _django("rebuild_search")(arguments)
    from gongkai.workbench import desk

    print(f"工作台检索：{desk.rebuild()} 条。")
    return 0


def _django(*fixed: str) -> Callable[[list[str]], int]:
    def call(arguments: list[str]) -> int:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
        from django.core.management import execute_from_command_line

        execute_from_command_line(["gongkai", *fixed, *arguments])
        return 0

    return call


_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": _run,
    "check-report": _check_report,
    "report": _django("report"),
    "verify": _django("verify"),
    "demo": _django("demo"),
    "backup": _backup,
    "restore": _restore,
    "check-site": _django("check_site"),
    "rebuild-site": _django("rebuild_site"),
    "rebuild-search": _rebuild_search,
    "manage": _django(),
}
