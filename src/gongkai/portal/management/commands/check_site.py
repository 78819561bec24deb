from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai.portal import comparing


class Command(BaseCommand):
    help = "比对公开页面与数据库"

    def handle(self, *args: Any, **options: Any) -> None:
        found = comparing.differences()
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"{len(found)} 处不一致；可用 gongkai rebuild-site 重新生成。")
        self.stdout.write("公开页面与数据库一致。")
