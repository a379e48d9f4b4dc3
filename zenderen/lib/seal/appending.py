"""Pages and attachments added to a tagged PDF/A-3a by an incremental update, its own bytes left as they are.

Both documents come from our own renderer (flat page tree, flat number and name trees); anything else is refused.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.embed import EmbeddedFileObject, EmbeddedFileParams, FileSpec
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import _ObjectImporter

from zenderen.lib.seal.outcome import Attachment, SealError

ID_PREFIX = "sheet-"


def append_pages(writer: IncrementalPdfFileWriter, sheet: bytes) -> None:
    """Add the pages of ``sheet`` after the last one, with their fonts, tags and bookmarks."""
    try:
        _Sheet(writer, PdfFileReader(BytesIO(sheet))).append()
    except (PdfError, KeyError, ValueError, IndexError, TypeError, AttributeError) as error:
        raise SealError(_("The pages with the signatures cannot be added to this document.")) from error


class _Sheet:
    """One document on its way into another: references that mean the same in both are mapped, not copied."""

    def __init__(self, writer: IncrementalPdfFileWriter, sheet: PdfFileReader) -> None:
        self.writer, self.sheet = writer, sheet
        self.ours, self.theirs = writer.root, sheet.root
        self.importer = _ObjectImporter(source=sheet, target=writer, reference_map={}, obj_stream=None)
        for path in (("/Pages",), ("/StructTreeRoot",)):
            self._same(self.ours, self.theirs, path)
        self._same(self.ours["/OutputIntents"][0], self.theirs["/OutputIntents"][0], ("/DestOutputProfile",))

    def append(self) -> None:
        self._tags()
        self._pages()
        self._bookmarks()
        if "/Names" in self.theirs and "/EmbeddedFiles" in self.theirs["/Names"]:
            raise ValueError("The sheet brings attachments of its own")

    def _same(self, ours: Any, theirs: Any, path: tuple[str]) -> None:
        (key,) = path
        reference = ours.raw_get(key)
        self.importer.reference_map[theirs.raw_get(key).reference] = generic.IndirectObject(
            reference.idnum, reference.generation, self.writer
        )

    def _import(self, obj: Any) -> Any:
        return self.importer.import_object(obj)

    def _pages(self) -> None:
        tree, theirs = self.ours["/Pages"], self.theirs["/Pages"]
        kids = _items(theirs["/Kids"])
        if any(kid["/Type"] != "/Page" or "/MediaBox" not in kid for kid in kids):
            raise ValueError("Not a flat page tree")
        tree["/Kids"].extend(self._import(theirs["/Kids"]))
        tree[pdf_name("/Count")] = NumberObject(tree["/Count"] + len(kids))
        self._changed(tree["/Kids"], tree)

    def _tags(self) -> None:
        """The sheet's whole structure becomes one part of ours; its numbers follow after ours."""
        ours, theirs = self.ours["/StructTreeRoot"], self.theirs["/StructTreeRoot"]
        numbers, their_numbers = ours["/ParentTree"]["/Nums"], theirs["/ParentTree"]["/Nums"]
        first = max((int(key) for key in list(numbers)[::2]), default=-1) + 1
        for page in _items(self.theirs["/Pages"]["/Kids"]):
            annotations = _items(_get(page, "/Annots", ()))
            for holder, key in ((page, "/StructParents"), *((one, "/StructParent") for one in annotations)):
                if key in holder:
                    holder[pdf_name(key)] = NumberObject(holder[key] + first)
        (part,), (document,) = _items(theirs["/K"]), _items(ours["/K"])
        self._rename_ids(part)
        part[pdf_name("/S")] = pdf_name("/Part")
        ours_document = ours["/K"].raw_get(0)
        imported = self._import(theirs["/K"].raw_get(0))
        element = imported.get_object()
        element[pdf_name("/P")] = generic.IndirectObject(ours_document.idnum, ours_document.generation, self.writer)
        document["/K"].append(imported)
        for key, value in zip(list(their_numbers)[::2], list(their_numbers)[1::2], strict=True):
            numbers.extend([NumberObject(key + first), self._import(value)])
        self._changed(document["/K"], document, numbers, ours["/ParentTree"])

    def _rename_ids(self, element: Any) -> None:
        """Table headers are referred to by names that are unique in one document only."""
        if "/ID" in element:
            element[pdf_name("/ID")] = generic.pdf_string(ID_PREFIX + str(element["/ID"]))
        attributes = _get(element, "/A", {})
        if "/Headers" in attributes:
            names = (generic.pdf_string(ID_PREFIX + str(name)) for name in _items(attributes["/Headers"]))
            attributes[pdf_name("/Headers")] = ArrayObject(names)
        for kid in _items(_get(element, "/K", ())):
            if isinstance(kid, DictionaryObject) and _get(kid, "/Type", "") == "/StructElem":
                self._rename_ids(kid)

    def _bookmarks(self) -> None:
        """The sheet's own bookmarks after ours, on the same level."""
        theirs = _get(self.theirs, "/Outlines", {})
        if "/First" not in theirs or "/Outlines" not in self.ours:
            return
        outlines = self.ours["/Outlines"]
        root = self.ours.raw_get("/Outlines")
        root = generic.IndirectObject(root.idnum, root.generation, self.writer)
        self.importer.reference_map[self.theirs.raw_get("/Outlines").reference] = root
        first, last = self._import(theirs.raw_get("/First")), self._import(theirs.raw_get("/Last"))
        before = outlines["/Last"]
        before[pdf_name("/Next")] = first
        first.get_object()[pdf_name("/Prev")] = outlines.raw_get("/Last")
        outlines[pdf_name("/Last")] = last
        outlines[pdf_name("/Count")] = NumberObject(outlines["/Count"] + theirs["/Count"])
        self._changed(before, outlines)

    def _changed(self, *objects: Any) -> None:
        for one in objects:
            self.writer.update_container(one)


def _get(dictionary: Any, key: str, default: Any) -> Any:
    """What stands under a key; ``dictionary.get`` would give the reference to it."""
    return dictionary[key] if key in dictionary else default  # noqa: SIM401


def _items(array: Any) -> list[Any]:
    """What the references in an array stand for; iterating over one gives the references themselves."""
    return [array[index] for index in range(len(array))]


def attach(writer: IncrementalPdfFileWriter, attachments: Sequence[Attachment]) -> None:
    """Embed files the way PDF/A-3 asks: named in the tree, and associated with the document."""
    for attachment in attachments:
        dates = EmbeddedFileParams(creation_date=attachment.modified, modification_date=attachment.modified)
        data = EmbeddedFileObject.from_file_data(writer, attachment.content, params=dates, mime_type=attachment.mime)
        specification = FileSpec(
            attachment.name,
            file_name=attachment.name,
            embedded_data=data,
            description=attachment.description,
            af_relationship=pdf_name(f"/{attachment.relationship}"),
        )
        reference = writer.add_object(specification.as_pdf_object())
        _into_name_tree(writer, attachment.name, reference)
        _child(writer, writer.root, "/AF", ArrayObject()).append(reference)


def _into_name_tree(writer: IncrementalPdfFileWriter, name: str, reference: Any) -> None:
    tree = _child(
        writer, _child(writer, writer.root, "/Names", DictionaryObject()), "/EmbeddedFiles", DictionaryObject()
    )
    names = _child(writer, tree, "/Names", ArrayObject())
    keys = [str(key) for key in list(names)[::2]]
    if name in keys:
        raise SealError(_("Two attachments are called %(name)s.") % {"name": name})
    place = 2 * sum(1 for key in keys if key < name)
    names.insert(place, reference)
    names.insert(place, generic.pdf_string(name))


def _child(writer: IncrementalPdfFileWriter, parent: Any, key: str, empty: Any) -> Any:
    """What stands under this key, new if nothing does; written again in this increment either way."""
    if key not in parent:
        parent[NameObject(key)] = empty
        writer.update_container(parent)
        return empty
    writer.update_container(parent)
    writer.update_container(parent[key])
    return parent[key]
