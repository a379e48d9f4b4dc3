"""``manage.py load_demo``: Zorgnetwerk Zenderen as content, for trying the portal out."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from network.models import User
from zenderen.demo import (
    agreements,
    conferences,
    hall,
    library,
    meetings,
    network,
    partners,
    projects,
    register,
    site,
    themes,
    vision,
    voices,
)
from zenderen.demo.accounts import ACCOUNTS, NETWORK_MANAGER
from zenderen.demo.loading import load

CHAPTERS = (
    *network.CHAPTERS,
    *themes.CHAPTERS,
    *projects.CHAPTERS,
    *vision.CHAPTERS,
    *meetings.CHAPTERS,
    *register.CHAPTERS,
    *partners.CHAPTERS,
    *library.CHAPTERS,
    *conferences.CHAPTERS,
    *hall.CHAPTERS,
    *agreements.CHAPTERS,
    *site.CHAPTERS,
    *voices.CHAPTERS,
)

TRY_FIRST = """\
What to try first
  1. Look round without signing in: /projecten/, /visie/, /routekaart/, /nieuws/, /stem/, /documenten/, /zoeken/.
  2. Sign in at /inloggen/ as bestuurder@mst.example: one click there. The code that is asked for lies in /demo/post/.
     Under Mijn taken an agreement waits: read it, sign it or decline it. Watch "1 van 2".
  3. Do the same as bestuurder@zgt.example, see the sealed PDF appear by itself, and let /verifieren/ check it.
  4. As projectleider@zenderen.example: finish the report that was prepared under Mijn taken, say that it ends later
     than agreed, and hand it in: the portal finds by itself that the project is out of bandwidth.
  5. As voorzitter@zenderen.example: accept or return what was reported, decide on the bandwidth, see /vergaderingen/,
     and make the theme's poster.
  6. As coordinatie@zenderen.example: /regie/ tells where help is needed; /knelpunten/, /scans/ and /deelname/ why.
  7. As netwerkmanager@zenderen.example: Beheer, to plan a round, add a partner, invite somebody or draft an agreement;
     /posters/maken/set/ makes the posters of all themes; /urgentie/ holds the question of the quarter.
  8. In the hall: /conferenties/ has an example of today; open the screen of a round of /inbreng/ beside a phone.
  9. Everything that is mailed, codes and invitations too, can be read at /demo/post/."""


class Command(BaseCommand):
    """Loads what is not there yet; a second run changes nothing."""

    help = "Load the demo: Zorgnetwerk Zenderen with its partners, projects, agreements and accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only the closing words, for who shows them elsewhere."""
        parser.add_argument("--summary", action="store_true", help="load nothing, only print what to try and as whom")

    def handle(self, *args: Any, summary: bool, **options: Any) -> None:
        """Chapter by chapter, each in its own transaction."""
        if not settings.DEMO:
            raise CommandError(
                "This is not a demo: its accounts have a known password. Set ZENDEREN_DEMO=1 to make it one."
            )
        if User.objects.exists() and not User.objects.filter(email=NETWORK_MANAGER).exists():
            raise CommandError("This database has people of its own in it: the demo is not loaded on top of them.")
        if not summary:
            with translation.override("nl"):
                for chapter in CHAPTERS:
                    loaded = load(chapter)
                    self.stdout.write(f"  {'loaded' if loaded else 'there already'}: {chapter.title}")
            return
        width = max(len(account.email) for account in ACCOUNTS)
        self.stdout.write(f"Address   {settings.SITE_URL}/\n")
        self.stdout.write(f"Accounts  the password of all is {settings.DEMO_PASSWORD}")
        with translation.override("en"):
            for account in ACCOUNTS:
                self.stdout.write(f"  {account.email:<{width}}  {account.does}")
        self.stdout.write(f"\n{TRY_FIRST}")
