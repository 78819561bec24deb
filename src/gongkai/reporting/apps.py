from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "gongkai.reporting"
    label = "reporting"
    verbose_name = "数据报送"

    def ready(self) -> None:
        from gongkai.cases import worklist
        from gongkai.ledger import subjects
        from gongkai.reporting import parameters as own
        from gongkai.reporting.models import AnnualReport, PastReport, UnitReturn, WebsiteStatement
        from gongkai.reporting.website import figures  # noqa: F401 -- registers itself
        from gongkai.reporting.website.work import statements
        from gongkai.reporting.work import open_reports, unsigned_returns
        from gongkai.units import parameters

        parameters.register(own.MEANINGS)
        worklist.register_source(open_reports)
        worklist.register_source(unsigned_returns)
        worklist.register_source(statements)

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
        subjects.register(
            "website_statement",
            WebsiteStatement,
            lambda row: {
                "unit": row.unit_id,
                "year": row.year,
                "form": row.form,
                "stage": row.stage,
                "entered": row.entered,
                "signed": [row.signed_by, round(row.signed_at.timestamp()) if row.signed_at else None],
                "frozen": row.frozen,
                "publication": row.publication_id,
            },
        )
        subjects.register(
            "past_report",
            PastReport,
            lambda row: {
                "issuer": row.issuer,
                "year": row.year,
                "form": row.form,
                "basis": row.basis,
                "source": row.source,
                "file": [row.file_name, row.file_sha256],
                "cells": row.cells,
                "findings": row.findings,
                "items": row.items_published,
                "entered": [row.entered_by, round(row.entered_at.timestamp())],
                "withdrawn": [
                    row.withdrawn_by,
                    round(row.withdrawn_at.timestamp()) if row.withdrawn_at else None,
                    row.withdrawn_reason,
                ],
            },
        )
