"""Every public page: what it shows and how it is rendered. Nothing here decides when."""

from gongkai.portal.pages.frame import assets, render
from gongkai.portal.pages.items import (
    item_page,
    item_path,
    remove_files,
    with_everything,
    write_item,
)
from gongkai.portal.pages.listings import (
    Folders,
    Listing,
    column_listing,
    listing_at,
    public,
    unit_listing,
)
from gongkai.portal.pages.paging import OPEN, PER_PAGE, Place
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

__all__ = [
    "OPEN",
    "PER_PAGE",
    "Folders",
    "Listing",
    "Place",
    "assets",
    "column_listing",
    "item_page",
    "item_path",
    "listing_at",
    "public",
    "remove_files",
    "render",
    "summed_up",
    "unit_listing",
    "with_everything",
    "write_comparisons",
    "write_home",
    "write_item",
    "write_site_feed",
    "write_sitemap",
    "write_standards",
    "write_standing_pages",
    "write_statistics",
    "write_units",
]
