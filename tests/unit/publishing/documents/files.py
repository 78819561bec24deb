"""Real files, built in the test: Word documents from their XML, pictures, PDFs."""

import io
import zipfile

from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>'
    for key, name, more in (
        ("1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
        ("2", "heading 2", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'),
        ("T", "Title", ""),
        ("TOC1", "toc 1", ""),
        ("Cap", "caption", '<w:pPr><w:jc w:val="center"/></w:pPr>'),
        ("Body", "Body Text", "<w:rPr><w:b/></w:rPr>"),
        ("Secret", "Secret", '<w:basedOn w:val="Gone"/>'),
        ("Gone", "Gone", "<w:rPr><w:vanish/></w:rPr>"),
    )
)


def zipped(parts):
    """Return a zip container of ``parts``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def parts_of(
    body, *, relations=(), numbering="", footnotes="", endnotes="", comments="", media=None, styles=STYLES
):
    """Return the parts of a Word file with this body.

    A relation is ``(id, kind, target)`` or, of something outside, ``(id, kind, target, "External")``.
    """
    notes = {
        "footnotes": footnotes,
        "endnotes": endnotes,
        "comments": comments,
        "numbering": numbering,
        "styles": styles,
    }
    present = {kind: text for kind, text in notes.items() if text}
    entries = [
        *((f"r{kind}", kind, f"{kind}.xml") for kind in present),
        *((f"m{place}", "image", f"media/{name}") for place, name in enumerate(media or {}, start=1)),
        *relations,
    ]
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="png" ContentType="image/png"/><Default Extension="jpg" ContentType="image/jpeg"/>'
            '<Default Extension="emf" ContentType="image/x-emf"/>'
            f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
        ),
        "_rels/.rels": relations_xml([("r1", "officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": relations_xml(entries),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        **{f"word/{kind}.xml": f"<w:{kind} {NAMESPACES}>{text}</w:{kind}>" for kind, text in present.items()},
        **{f"word/media/{name}": content for name, content in (media or {}).items()},
    }


def word(body, **parts):
    return zipped(parts_of(body, **parts))


def relations_xml(entries):
    rows = "".join(
        f'<Relationship Id="{key}" Type="{RELATION}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode[0]}"' if mode else "")
        + "/>"
        for key, kind, target, *mode in entries
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def run(text, *, font="", size=0, marks=""):
    """Return a run; ``size`` in points."""
    fonts = f'<w:rFonts w:eastAsia="{font}"/>' if font else ""
    sizes = f'<w:sz w:val="{size * 2}"/>' if size else ""
    return f'<w:r><w:rPr>{fonts}{marks}{sizes}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content, style="", jc="", number=None, more=""):
    """Return a paragraph of runs or plain words; ``number`` is the list and its level."""
    runs = "".join(item if item.startswith("<") else run(item) for item in content)
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + (f'<w:jc w:val="{jc}"/>' if jc else "")
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}{more}</w:pPr>{runs}</w:p>"


def table(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells, more=""):
    return f"<w:tr><w:trPr>{more}</w:trPr>{''.join(cells)}</w:tr>"


def cell(*content, more="", marks=""):
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{paragraph(*(run(text, marks=marks) for text in content))}</w:tc>"


def lists(*levels):
    """Return a numbering of one list; a level is ``(format, text)`` or ``(format, text, start)``."""
    rows = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start[0] if start else 1}"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for place, (form, text, *start) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="7">{rows}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )


def picture(key, alt="", *, anchored=False):
    """Return a drawing with the picture of the relation ``key``, in the line or floating over the text."""
    kind = "anchor" if anchored else "inline"
    return (
        f'<w:r><w:drawing><wp:{kind}><wp:docPr id="1" name="图片 1" descr="{alt}"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill>'
        f'<a:blip r:embed="{key}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:{kind}></w:drawing></w:r>'
    )


def image(form="PNG", size=(2, 2), **options):
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, form, **options)
    return buffer.getvalue()
