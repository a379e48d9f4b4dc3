"""What was written down of the first posters, which were of themes only, in the words that all kinds share."""

from django.db import migrations

PROJECT = {"summary": "", "theme": "", "role": "", "steps": []}


def to_kinds(apps, schema_editor):
    """The keys that every kind of poster has; the steps of a project were only counted then, and are not known."""
    for poster in apps.get_model("projects", "Poster").objects.filter(data__has_key="accent").iterator():
        old = poster.data
        shared = {name: old[name] for name in ("client", "network", "address")}
        projects = [PROJECT | {"tone": old["accent"]} | project for project in old["projects"]]
        new = {"kind": "theme", "name": old["theme"], "lead": old["ambition"], "tone": old["accent"]}
        poster.data = {**new, **shared, "projects": projects, "more": 0}
        poster.save(update_fields=["data"])


def to_themes(apps, schema_editor):
    """The keys that a poster of a theme had."""
    for poster in apps.get_model("projects", "Poster").objects.filter(kind="theme").iterator():
        new = poster.data
        old = {"theme": new["name"], "ambition": new["lead"], "accent": new["tone"]}
        poster.data = old | {name: new[name] for name in ("client", "network", "address", "projects")}
        poster.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("projects", "0008_proposals_and_decided_breaches")]

    operations = [migrations.RunPython(to_kinds, to_themes)]
