"""``make reset-demo``: throw the demo's data away, so that the next start replays it afresh."""

import os
import shutil
import sys
from pathlib import Path

from gongkai.conf import database
from gongkai.conf.run import RunFile


def main() -> int:
    if "DATABASE_URL" in os.environ:
        print("DATABASE_URL 指向外部数据库，reset-demo 只清除自带的 var/。", file=sys.stderr)
        return 2
    var = Path(os.environ.get("GONGKAI_VAR", Path.cwd() / "var")).resolve()
    try:
        RunFile(var / "run.json").end_what_was_left()
    except database.DatabaseUnavailable as error:
        print(error, file=sys.stderr)
        return 2
    database.stop_embedded(var)
    shutil.rmtree(var, ignore_errors=True)
    print(f"已清除 {var}。运行 make run 重新开始。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
