"""Every public page: what it shows and how it is rendered. Nothing here decides when."""

from gongkai.portal.pages.annual import report_page
from gongkai.portal.pages.figures import write_figures_pages
from gongkai.portal.pages.frame import assets, render
from gongkai.portal.pages.guide import renew_guides, write_guides
from gongkai.portal.pages.items import (
    item_page,
    item_path,
    remove_files,
    with_everything,
    write_item,
)
from gongkai.portal.pages.knowledge import (
    entry_document,
    entry_path,
    public_entries,
    write_entry,
    write_knowledge_lists,
)
from gongkai.portal.pages.listings import (
    Folders,
    Listing,
    column_listing,
    listing_at,
    public,
    unit_listing,
)
from gongkai.portal.pages.messages import FOLDER as ANSWERS_FOLDER
from gongkai.portal.pages.messages import write_answers, write_messages, write_voice_statistics
from gongkai.portal.pages.paging import OPEN, PER_PAGE, Place
from gongkai.portal.pages.request_log import FOLDER as LOG_FOLDER
from gongkai.portal.pages.request_log import write_figures, write_log
from gongkai.portal.pages.standing import (
    summed_up,
    write_comparisons,
    write_home,
    write_site_feed,
    write_sitemap,
    write_standards,
    write_standing_pages,
    write_statistics,
    write_units,
)
from gongkai.portal.pages.warnings import write_warnings

__all__ = [
    "ANSWERS_FOLDER",
    "LOG_FOLDER",
    "OPEN",
    "PER_PAGE",
    "Folders",
    "Listing",
    "Place",
    "assets",
    "column_listing",
    "entry_document",
    "entry_path",
    "item_page",
    "item_path",
    "listing_at",
    "public",
    "public_entries",
    "remove_files",
    "render",
    "renew_guides",
    "report_page",
    "summed_up",
    "unit_listing",
    "with_everything",
    "write_answers",
    "write_comparisons",
    "write_entry",
    "write_figures",
    "write_figures_pages",
    "write_guides",
    "write_home",
    "write_item",
    "write_knowledge_lists",
    "write_log",
    "write_messages",
    "write_site_feed",
    "write_sitemap",
    "write_standards",
    "write_standing_pages",
    "write_statistics",
    "write_units",
    "write_voice_statistics",
    "write_warnings",
]
