from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "gongkai.reporting"
    label = "reporting"
    verbose_name = "数据报送"

    def ready(self) -> None:
        from gongkai.cases import worklist
        from gongkai.ledger import subjects
        from gongkai.reporting.models import AnnualReport, UnitReturn
        from gongkai.reporting.rounds import state as rounds
        from gongkai.reporting.rounds import work as round_work
        from gongkai.reporting.work import open_reports, unsigned_returns

        worklist.register_source(open_reports)
        worklist.register_source(unsigned_returns)
        worklist.register_source(round_work.returns_to_fill)
        worklist.register_source(round_work.returns_to_decide)
        worklist.register_warner(round_work.reminders)
        rounds.register()

        subjects.register(
            "return",
            UnitReturn,
            lambda entry: {
                "unit": entry.unit_id,
                "figure": entry.figure,
                "year": entry.year,
                "value": str(entry.value.normalize()),
                "note": entry.note,
                "evidence": [entry.evidence_name, entry.evidence_sha256],
                "entered": [entry.entered_by, round(entry.entered_at.timestamp())],
                "signed": [entry.signed_by, round(entry.signed_at.timestamp()) if entry.signed_at else None],
                "superseded_by": entry.superseded_by_id,
            },
        )
        subjects.register(
            "report",
            AnnualReport,
            lambda report: {
                "unit": report.unit_id,
                "year": report.year,
                "form": report.form,
                "stage": report.stage,
                "sections": report.sections,
                "entered": report.entered,
                "explanations": report.explanations,
                "filed": [report.filed_by, round(report.filed_at.timestamp()) if report.filed_at else None],
                "frozen": report.frozen,
                "publication": report.publication_id,
            },
        )
