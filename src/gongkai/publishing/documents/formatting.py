"""What a paragraph or a run looks like after its styles are followed."""

from dataclasses import dataclass, field, replace

from lxml import etree

from gongkai.publishing.documents.package import NS, is_on, val, w

# One character of body text (三号, 16 points) in twentieths of a point.
CHARACTER = 320
_DEPTH = 12


@dataclass(frozen=True)
class RunLook:
    font: str = ""
    size: float = 0
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    position: str = ""
    hidden: bool = False
    red: bool = False


@dataclass(frozen=True)
class ParagraphLook:
    alignment: str = ""
    indent: float = 0
    first_line: float = 0
    outline: int | None = None
    num_id: str | None = None
    level: int = 0
    style_name: str = ""


@dataclass
class Styles:
    """The styles of a document by their ids."""

    by_id: dict[str, etree._Element] = field(default_factory=dict)
    default_paragraph: str | None = None
    defaults: etree._Element | None = None

    def name(self, style_id: str | None) -> str:
        element = self.by_id.get(style_id or "")
        name = val(element.find("w:name", NS), "") if element is not None else ""
        return (name or "").lower()

    def chain(self, style_id: str | None) -> list[etree._Element]:
        """Return the style and those it is based on, the most general first."""
        found: list[etree._Element] = []
        while style_id in self.by_id and len(found) < _DEPTH:
            element = self.by_id[style_id]
            found.insert(0, element)
            style_id = val(element.find("w:basedOn", NS))
        return found

    def paragraph(self, paragraph: etree._Element) -> ParagraphLook:
        own = paragraph.find("w:pPr", NS)
        style_id = self._style_of(paragraph)
        look = ParagraphLook(style_name=self.name(style_id))
        for style in self.chain(style_id):
            look = _with_paragraph(look, style.find("w:pPr", NS))
        return _with_paragraph(look, own)

    def run(self, run: etree._Element, paragraph: etree._Element) -> RunLook:
        own = run.find("w:rPr", NS)
        look = _with_run(RunLook(), self.defaults)
        for style in self.chain(self._style_of(paragraph)):
            look = _with_run(look, style.find("w:rPr", NS))
        run_style = val(own.find("w:rStyle", NS)) if own is not None else None
        for style in self.chain(run_style):
            # A link is blue and underlined by its style; HTML draws that itself.
            if self.name(run_style) not in ("hyperlink", "followedhyperlink"):
                look = _with_run(look, style.find("w:rPr", NS))
        return _with_run(look, own)

    def _style_of(self, paragraph: etree._Element) -> str | None:
        return val(paragraph.find("w:pPr/w:pStyle", NS)) or self.default_paragraph


def read(root: etree._Element | None) -> Styles:
    """Read styles.xml."""
    if root is None:
        return Styles()
    styles = Styles(defaults=root.find("w:docDefaults/w:rPrDefault/w:rPr", NS))
    for element in root.iterfind("w:style", NS):
        style_id = element.get(w("styleId"), "")
        styles.by_id[style_id] = element
        if element.get(w("type")) == "paragraph" and element.get(w("default")) in ("1", "true"):
            styles.default_paragraph = style_id
    return styles


def _with_run(look: RunLook, properties: etree._Element | None) -> RunLook:
    if properties is None:
        return look
    fonts = properties.find("w:rFonts", NS)
    size = val(properties.find("w:sz", NS))
    underline = properties.find("w:u", NS)
    position = val(properties.find("w:vertAlign", NS))
    colour = val(properties.find("w:color", NS))
    return replace(
        look,
        font=(fonts.get(w("eastAsia")) if fonts is not None else None) or look.font,
        size=int(size) / 2 if size and size.isdigit() else look.size,
        bold=_or(is_on(properties.find("w:b", NS)), look.bold),
        italic=_or(is_on(properties.find("w:i", NS)), look.italic),
        underline=look.underline if underline is None else val(underline, "single") != "none",
        strike=_or(is_on(properties.find("w:strike", NS)), look.strike),
        position=look.position if position is None else position,
        hidden=_or(is_on(properties.find("w:vanish", NS)), look.hidden),
        red=look.red if colour is None else _is_red(colour),
    )


def _with_paragraph(look: ParagraphLook, properties: etree._Element | None) -> ParagraphLook:
    if properties is None:
        return look
    outline = val(properties.find("w:outlineLvl", NS))
    number = properties.find("w:numPr", NS)
    num_id, level = look.num_id, look.level
    if number is not None:
        num_id = val(number.find("w:numId", NS), num_id)
        level = int(_amount(val(number.find("w:ilvl", NS))) or 0)
    look = replace(
        look,
        alignment=val(properties.find("w:jc", NS)) or look.alignment,
        outline=int(outline) if outline and outline.isdigit() and int(outline) < 9 else look.outline,
        num_id=None if num_id == "0" else num_id,
        level=level,
    )
    return _with_indent(look, properties.find("w:ind", NS))


def _with_indent(look: ParagraphLook, indent: etree._Element | None) -> ParagraphLook:
    if indent is None:
        return look
    left = _characters(indent, "leftChars", "startChars", "left", "start")
    first = _characters(indent, "firstLineChars", "firstLine")
    hanging = _characters(indent, "hangingChars", "hanging")
    return replace(
        look,
        indent=look.indent if left is None else left,
        first_line=-hanging if hanging is not None else (look.first_line if first is None else first),
    )


def _characters(indent: etree._Element, *names: str) -> float | None:
    """Return the first of several measures of an indentation, in characters."""
    for name in names:
        amount = _amount(indent.get(w(name)))
        if amount:
            return amount / 100 if name.endswith("Chars") else amount / CHARACTER
    return 0 if any(indent.get(w(name)) is not None for name in names) else None


def _amount(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _or(said: bool | None, otherwise: bool) -> bool:
    return otherwise if said is None else said


def _is_red(colour: str) -> bool:
    if len(colour) != 6 or any(digit not in "0123456789abcdefABCDEF" for digit in colour):
        return False
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return red > 150 and green < 90 and blue < 90
