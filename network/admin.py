"""A support tool. What ``actions`` and ``roles`` write is only shown: changed here it would leave rights behind."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from network.forms import OrganisationForm
from network.models import (
    Ambition,
    Appointment,
    Body,
    Conference,
    ConferenceResult,
    EmailedCode,
    FactorTry,
    Invitation,
    Membership,
    Organisation,
    Page,
    Phase,
    Seat,
    User,
)


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look things up; nothing is added, changed or removed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


class KeptAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Rows that may be put right, with their history, but never removed."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: what was agreed refers to them."""
        return False


@admin.register(User)
class UserAdmin(KeptAdmin):
    """People; rights follow from memberships, seats and appointments and are not given here."""

    list_display = ["name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["name", "email"]
    fields = ["name", "email", "position", "language", "is_active", "is_staff", "last_login", "joined_at"]
    readonly_fields = ["email", "last_login", "joined_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By invitation only."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(KeptAdmin):
    """Partners; whether they take part is decided in the portal, where their people's terms end with it."""

    list_display = ["name", "kind", "place", "is_partner"]
    list_filter = ["kind", "is_partner"]
    search_fields = ["name", "short_name", "place"]
    readonly_fields = ["slug", "is_partner", "members_group", "leaders_group", "edition"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:  # type: ignore[type-arg]  # noqa: FBT001, FBT002 - Django's signature
        """The form of the portal, with its checks."""
        form: type[ModelForm] = super().get_form(request, obj, change, form=OrganisationForm, **kwargs)  # type: ignore[type-arg]
        return form

    def has_add_permission(self, request: HttpRequest) -> bool:
        """In the portal, where a partner gets its groups."""
        return False


@admin.register(Body)
class BodyAdmin(KeptAdmin):
    """Bodies; made in the portal, where they get their groups."""

    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name"]
    readonly_fields = ["slug", "kind", "members_group", "leaders_group", "edition"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """In the portal."""
        return False


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    """Who belongs where."""

    list_display = ["user", "organisation", "role", "starts_on", "ends_on"]
    list_filter = ["role"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__name", "organisation__name"]


@admin.register(Seat)
class SeatAdmin(ReadOnly):
    """Who sits where."""

    list_display = ["body", "user", "organisation", "role", "starts_on", "ends_on"]
    list_filter = ["role", "body"]
    list_select_related = ["body", "user", "organisation"]
    search_fields = ["user__name", "body__name"]


@admin.register(Appointment)
class AppointmentAdmin(ReadOnly):
    """Who holds which post."""

    list_display = ["user", "role", "starts_on", "ends_on"]
    list_select_related = ["user"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Who was invited; the link itself is not stored."""

    list_display = ["name", "email", "organisation", "role", "invited_at", "accepted_at", "revoked_at"]
    list_select_related = ["organisation"]
    search_fields = ["name", "email"]
    exclude = ["token_digest"]


@admin.register(EmailedCode)
class EmailedCodeAdmin(ReadOnly):
    """When codes were mailed and used; the codes themselves are not stored."""

    list_display = ["user", "sent_at", "used_at", "tries"]
    list_select_related = ["user"]
    exclude = ["digest"]


@admin.register(FactorTry)
class FactorTryAdmin(ReadOnly):
    """Who proved themselves how, or failed to."""

    list_display = ["user", "method", "tried_at", "used"]
    list_select_related = ["user"]


class ResultInline(admin.TabularInline):  # type: ignore[type-arg]
    """What came out of a conference."""

    model = ConferenceResult
    extra = 0


@admin.register(Conference)
class ConferenceAdmin(KeptAdmin):
    """Conferences with their results."""

    list_display = ["name", "number", "when", "place"]
    inlines = [ResultInline]


admin.site.register([Ambition, Phase, Page], KeptAdmin)
