"""Both PDFs against bare WeasyPrint on the same HTML, style sheets and fonts: what our own care costs on top.

``python -m bench.documents``: a line for each as JSON. Runs on the database that ``bench.prepare`` filled.
"""

import json
import time
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import django

RUNS, SEAL_RUNS = 15, 5
RENDER_LIMIT, SEAL_LIMIT, VERIFY_LIMIT = 1.0, 1.0, 2.0  # seconds for twelve parties; the seal without its timestamps


def main() -> None:
    """Print what was measured."""
    django.setup()
    from agreements import documents
    from agreements.models import Agreement
    from projects.models import Poster
    from zenderen.lib import pdf, seal

    posters = Poster.objects.filter(size=Poster.Size.A1, kind=Poster.Kind.THEME).order_by("pk")[:5]
    version = _signed(Agreement.objects.earliest("pk"))
    for name, ours in (
        ("agreement, 9 parties", lambda: documents.render_version(version)),
        ("its sheet of signatures", lambda: documents.render_sheet(version)),
        ("five posters A1, 14 projects each", lambda: b"".join(map(_poster, posters))),
    ):
        with patch.object(pdf, "from_html", wraps=pdf.from_html) as spy:
            size = len(ours())
        each = [_bare(*call.args, **call.kwargs) for call in spy.call_args_list]

        def bare(each: list[Callable[[], Any]] = each) -> None:
            for one in each:
                one()

        bare()
        times: dict[str, list[float]] = {"ours": [], "bare": []}
        for _ in range(RUNS):
            times["bare"].append(_seconds(bare))
            times["ours"].append(_seconds(ours))
        # The best of the runs: this is pure computing, which only other programs on the machine can slow down.
        found = {side: min(taken) for side, taken in times.items()}
        print(json.dumps({"name": name, "size": size, **found}))
    sheet_pages = documents.render_sheet(version)
    sealed = documents.sealed(version, sheet_pages)
    for name, limit, work in (
        ("render the sheet", RENDER_LIMIT, lambda: documents.render_sheet(version)),
        ("seal with timestamps, prove it", SEAL_LIMIT + VERIFY_LIMIT, lambda: documents.sealed(version, sheet_pages)),
        ("verify", VERIFY_LIMIT, lambda: seal.verify(sealed.content, sha256=sealed.sha256)),
    ):
        best = min(_seconds(work) for _ in range(SEAL_RUNS))
        print(json.dumps({"name": name, "level": sealed.reached, "seconds": best, "limit": limit}))


def _poster(poster: Any) -> bytes:
    from projects import sheet

    return sheet.render(poster.data, size=poster.size, data_at=poster.data_at, language=poster.language)


def _bare(html: str, *, stylesheets: Any = ("css/pdf.css",), variant: Any = "pdf/ua-1", **_: Any) -> Callable[[], Any]:
    """What anybody would write who only wants this HTML as a tagged PDF."""
    import weasyprint

    from zenderen.lib import pdf

    engine = pdf._engine()
    options = {
        "stylesheets": [pdf._stylesheet(name, pdf._changed(name)) for name in stylesheets],
        "font_config": engine.fonts,
        "pdf_variant": variant,
        "pdf_tags": True,
    }
    source = {"base_url": f"{pdf.HERE}/", "url_fetcher": engine.fetcher}
    return lambda: weasyprint.HTML(string=html, **source).write_pdf(**options)


def _signed(agreement: Any) -> Any:
    """The agreement with a signature of every party."""
    from agreements import actions
    from agreements.models import Agreement, Party
    from network import roles
    from network.models import Membership

    for party in agreement.version.parties.select_related("organisation", "version"):
        roles.refresh(party.organisation)
        member = Membership.objects.filter(organisation=party.organisation, role="executive").earliest("pk")
        actions.sign(
            Agreement.objects.get(pk=agreement.pk), party=party.pk, by=member.user, sha256=party.version.sha256,
            typed_name=member.user.name, factor="email",
        )  # fmt: skip
    assert not Party.objects.filter(version__agreement=agreement, state="pending").exists()
    return Agreement.objects.get(pk=agreement.pk).version


def _seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
