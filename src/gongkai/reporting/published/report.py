"""What is read of a published report: its tables, its text, and what was odd about the cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gongkai.law.annual_report import Finding, Form, ReportTables, TableId

# A city, a ministry or an office for town and country is no county, though its name holds one of the signs.
_NO_COUNTY = re.compile(r".*[市州盟]|自治区|开发区|城乡|乡村|乡镇企业|地区|社区|区划|区域")
_COUNTY = re.compile(r"[区县旗镇乡]|街道")


class Unreadable(Exception):
    """The file cannot be read as an annual report; the message says why and what to do."""


class Parts(NamedTuple):
    """The rows of cells of a file, the paragraphs outside its tables, and the names of pages read from a picture."""

    rows: list[list[str]]
    paragraphs: list[str]
    scanned: Sequence[str] = ()


@dataclass
class PublishedReport:
    """A published 政府信息公开工作年度报告.

    ``paragraphs`` is the text outside the tables, one paragraph each, empty when only cells were given;
    ``oddities`` are findings about how cells are written, or that the file itself tells of; ``sources`` the row of
    the file each row was read from.
    """

    form: Form
    tables: ReportTables
    issuer: str = ""
    year: int | None = None
    paragraphs: list[str] = field(default_factory=list)
    oddities: list[Finding] = field(default_factory=list)
    sources: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)

    @property
    def present(self) -> frozenset[TableId]:
        """The tables the report has."""
        return self.tables.present

    @property
    def level(self) -> str:
        """Tell from the issuer's name whether it is a district, county, township or one of their units.

        Only these can make no 规章 for certain (T2-1); of every other issuer nothing is assumed.
        """
        return "county" if _COUNTY.search(_NO_COUNTY.sub("", self.issuer)) else ""
