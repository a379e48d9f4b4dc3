"""Documents and their files for the tests."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from network.actions import library as actions
from network.models import Document
from zenderen.lib.slugs import free_slug
from zenderen.lib.uploads import Document as Upload


def text_pdf(*pages, box=(0, 0, 400, 500), turn=0):
    """A PDF with one line on each page."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, text in enumerate(pages):
        line = f"BT /F1 12 Tf 40 400 Td ({text}) Tj ET"
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{' '.join(map(str, box))}] /Rotate {turn}"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        bodies.append(f"<< /Length {len(line.encode('cp1252'))} >>\nstream\n{line}\nendstream")
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(bodies) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}"
    return out + f"{end}\n%%EOF\n".encode()


def upload(*pages, name="stuk.pdf"):
    """Such a file as a browser sends it."""
    return SimpleUploadedFile(name, text_pdf(*(pages or ("Een bladzijde",))), "application/pdf")


def make_document(
    owner, *pages, title="Contouren", kind="full", organisations=(), bodies=(), status="definitive", **fields
):
    """A document with one file, kept and shared by the portal's own rules."""
    document = Document(owner=owner, title=title, status=status, **{"classification": "public", **fields})
    document.slug = free_slug(Document, title)
    document.save()
    document.organisations.set(organisations)
    document.bodies.set(bodies)
    add_file(document, *pages, kind=kind)
    return document


def add_file(document, *pages, kind="full"):
    """One more file of it."""
    content = text_pdf(*(pages or ("Een bladzijde",)))
    edition = actions.add_edition(document, Upload(content, "pdf", "stuk"), kind=kind, by=document.owner)
    document.refresh_from_db()
    return edition


def ask(document, body, *, days=30):
    """A council is asked about it."""
    due_on = timezone.localdate() + datetime.timedelta(days=days)
    return actions.ask_advice(document, body=body, question="Wat vindt u?", due_on=due_on, by=document.owner)


def past(document, days=1):
    """Its day of retention has passed."""
    document.keep_until = timezone.localdate() - datetime.timedelta(days=days)
    document.save(update_fields=["keep_until"])
    return document
