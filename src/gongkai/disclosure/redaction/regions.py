"""Places on a page, measured on the page as it is shown: from its top left corner, whatever its rotation."""

import math
from dataclasses import dataclass

WHOLE = 10_000
Size = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle in points (1/72 inch)."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def meets(self, other: "Box") -> bool:
        """Tell whether the two have any point in common."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def holds(self, x: float, y: float) -> bool:
        return self.left < x < self.right and self.top < y < self.bottom

    def around(self, other: "Box") -> "Box":
        """Return the smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def wider(self, x: float, y: float) -> "Box":
        return Box(self.left - x, self.top - y, self.right + x, self.bottom + y)


@dataclass(frozen=True)
class Region:
    """A rectangle of a page to black out (遮盖区域), in hundredths of a percent, so that it is stored exactly."""

    page: int
    left: int
    top: int
    right: int
    bottom: int

    def on(self, size: Size) -> Box:
        """Return the rectangle on a page of this size."""
        width, height = size
        return Box(
            self.left / WHOLE * width,
            self.top / WHOLE * height,
            self.right / WHOLE * width,
            self.bottom / WHOLE * height,
        )

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def is_on_the_page(self) -> bool:
        return 0 <= self.left < self.right <= WHOLE and 0 <= self.top < self.bottom <= WHOLE


def region_of(page: int, box: Box, size: Size) -> Region:
    """Return the region that covers ``box``; rounding makes it larger, never smaller."""
    width, height = size
    return Region(
        page,
        max(0, math.floor(box.left / width * WHOLE)),
        max(0, math.floor(box.top / height * WHOLE)),
        min(WHOLE, math.ceil(box.right / width * WHOLE)),
        min(WHOLE, math.ceil(box.bottom / height * WHOLE)),
    )
