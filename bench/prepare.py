"""In a process with the bench's settings: the database, the volume, the sessions, and each page's queries and bytes.

``python -m bench.prepare out.json``
"""

import json
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def main(out: Path) -> None:
    """Leaves what the measuring process needs in ``out``."""
    django.setup()
    from agreements.models import Agreement
    from bench import hall, signing
    from bench.pages import main_pages
    from bench.seed import seed, sign_in
    from network.models import Organisation
    from projects.models import Project
    from themes.models import Theme

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    seed()
    fifty, phones = signing.prepare(), hall.prepare()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    addresses = {
        "theme": Theme.objects.earliest("number").get_absolute_url(),
        "project": Project.objects.filter(classification="public", status="running").earliest("pk").get_absolute_url(),
        "organisation": Organisation.objects.earliest("pk").get_absolute_url(),
        "agreement": Agreement.objects.earliest("pk").get_absolute_url(),
    }
    pages = main_pages(addresses)
    people = {name: sign_in(name) for name in {page.who for page in pages if page.who} | {"member"}}
    found = []
    for page in pages:
        client = Client(SERVER_NAME="localhost")
        if page.who:
            client.force_login(people[page.who][0])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(page.address)
        found.append({"queries": len(queries), "size": len(response.getvalue())})
    sessions = {name: key for name, (_, key) in people.items()}
    prepared = {"addresses": addresses, "sessions": sessions, "pages": found, "fifty": fifty, "hall": phones}
    out.write_text(json.dumps(prepared))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
