from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gongkai.law.annual_report import form_for_year
from gongkai.reporting.annual.compile import compile_report
from gongkai.reporting.models import AnnualReport
from gongkai.units.models import Unit, UnitKind


class Command(BaseCommand):
    help = "用平台记录汇总一个年度的区县报告，列出总数和校核结果"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("year", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        year = options["year"]
        district = Unit.objects.filter(kind=UnitKind.GOVERNMENT).first()
        if district is None:
            raise CommandError("还没有建立区人民政府这一单位。请先载入单位资料。")
        report = AnnualReport.objects.filter(unit=district, year=year).first()
        report = report or AnnualReport(unit=district, year=year, form=form_for_year(year).id)
        started = timezone.now()
        compiled = compile_report(report)
        seconds = (timezone.now() - started).total_seconds()
        totals = {row: cells["total"] for row, cells in compiled.tables.requests.items() if cells["total"]}
        self.stdout.write(
            f"{district.name}{year}年度，{report.form}年格式，{report.get_stage_display()}。汇总用时 {seconds:.2f} 秒。"
        )
        self.stdout.write(f"申请情况总计：{totals}")
        for finding in compiled.findings:
            self.stdout.write(f"{finding.check:<10}{finding.severity:<8} {finding.message}")
        self.stdout.write(
            f"共{len(compiled.findings)}条校核结果，其中{len(compiled.blocking)}条须处理后才能归档。"
        )
