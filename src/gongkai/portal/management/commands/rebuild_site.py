from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from gongkai.portal import site


class Command(BaseCommand):
    help = "重新生成全部公开页面"

    def handle(self, *args: Any, **options: Any) -> None:
        def progress(done: int, total: int) -> None:
            self.stdout.write(f"\r{done} / {total}", ending="")
            self.stdout.flush()

        started = timezone.now()
        total = site.rebuild(started, progress=progress)
        seconds = (timezone.now() - started).total_seconds()
        self.stdout.write(f"\r完成：{total} 条，{seconds:.0f} 秒。")
