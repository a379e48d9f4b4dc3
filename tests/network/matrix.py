"""Role × URL: network."""

from django.utils import timezone

from network.actions import agree
from network.models import Appointment, Invitation, Lesson, Page, Seat
from tests import factories
from tests.access import Line, only, public, signed_in
from tests.network import matrix_conferences, matrix_input, matrix_library, matrix_site, matrix_voices
from tests.network.make import make_handover, make_pulse

TOKEN = "een-uitnodiging"
# A module for each part of the ground floor that has one.
PARTS = (matrix_conferences, matrix_input, matrix_library, matrix_site, matrix_voices)


def extend(world):
    """A conference, an ambition, a phase, an invitation, and places to end."""
    world.conference = factories.ConferenceFactory()
    world.ambition = factories.AmbitionFactory()
    world.phase = factories.PhaseFactory()
    world.invitation = Invitation.objects.create(
        email="nieuw@voorbeeld.example",
        name="Nieuw",
        organisation=world.organisation,
        token_digest=Invitation.digest(TOKEN),
    )
    texts = {"title": "Een les", "situation": "Een proef.", "lesson": "Begin klein."}
    world.lesson = Lesson.objects.create(**texts, written_by=world.member)
    world.membership = world.member.memberships.get()
    world.seat = world.chair.seats.get()
    world.open_seat = Seat.objects.create(body=world.advisory_body, user=None)
    world.appointment = factories.AppointmentFactory()
    world.pulse = make_pulse()
    world.handover = make_handover(world.member, receiver=world.executive)
    world.given_handover = make_handover(world.member, receiver=world.executive, status="given")
    world.action = agree(
        title="Uitzoeken",
        owner=world.member,
        due_on=timezone.localdate(),
        by=world.manager,
        classification="confidential",
    )
    for part in PARTS:
        part.extend(world)


def of(name, field="slug", argument=None):
    """URL arguments from one object of the world."""
    return lambda world: {argument or field: getattr(getattr(world, name), field)}


def today(world):
    return {"on": timezone.localdate().isoformat()}


BELONGS = ("member", "executive", "executive2", "project_manager", "support", "steering_member", "chair", "coordinator")
MANAGER = ("manager",)
PEOPLE = ("manager", "administrator")
INTERNAL = (
    *("member", "executive", "executive2", "project_manager", "support", "steering_member", "chair"),
    *("coordinator", "manager"),
)
ONE = of("organisation")

MATRIX = {
    "network:home": public(),
    "network:language": Line("post", 302, data=lambda world: {"language": "nl", "next": "/"}),
    "network:history": public(),
    "network:privacy": public(),
    "network:cookies": public(),
    "network:accessibility": public(),
    "network:contact": public(),
    "network:security_txt": public(),
    "network:structure": public(),
    "network:lesson_list": public(),
    "network:lesson_add": only(*BELONGS, "manager"),
    "network:lesson_detail": Line("get", 404, dict.fromkeys((*BELONGS, "manager"), 200), kwargs=of("lesson", "pk")),
    "network:lesson_edit": Line(
        "get",
        404,
        {"visitor": 302, **dict.fromkeys(BELONGS, 403), "member": 200, "manager": 200},
        kwargs=of("lesson", "pk"),
    ),
    "network:organisation_list": public(),
    "network:organisation_detail": public(kwargs=ONE),
    "network:invitation_accept": public(kwargs=lambda world: {"token": TOKEN}),
    "network:mine": signed_in(),
    "network:action_list": signed_in(),
    "network:action_detail": only("member", "manager", "coordinator", others=404, kwargs=of("action", "pk")),
    "network:action_close": Line(
        "get", 404, {"visitor": 302, "member": 200, "manager": 200, "coordinator": 403}, kwargs=of("action", "pk")
    ),
    "network:action_edit": Line(
        "get", 404, {"visitor": 302, "member": 403, "manager": 200, "coordinator": 403}, kwargs=of("action", "pk")
    ),
    "network:factor_options": Line("post", 200, {"visitor": 302}),
    "network:pulse_list": only(*INTERNAL),
    "network:pulse_detail": only(*INTERNAL, kwargs=of("pulse", "pk")),
    "network:pulse_answer": only("member", "executive", "executive2", kwargs=of("pulse", "pk")),
    "network:pulse_export": only("manager", "coordinator"),
    "network:pulse_add": only(*MANAGER),
    "network:pulse_edit": only(*MANAGER, kwargs=of("pulse", "pk")),
    "network:handover_list": signed_in(),
    "network:handover_detail": only("manager", "member", "executive", others=404, kwargs=of("handover", "pk")),
    "network:handover_waive": only(*MANAGER, kwargs=of("handover", "pk")),
    "network:handover_read": Line(
        "post",
        404,
        {"visitor": 302, "executive": 302, "member": 403, "manager": 403},
        kwargs=of("given_handover", "pk"),
    ),
    "network:administration": only(*PEOPLE),
    "network:organisation_add": only(*MANAGER),
    "network:organisation_import": only(*MANAGER),
    "network:organisation_template": only(*MANAGER),
    "network:organisation_edit": only("manager", "executive", kwargs=ONE),
    "network:organisation_end": only(*MANAGER, method="post", allowed=302, kwargs=ONE, data=today),
    "network:organisation_return": only(*MANAGER, method="post", allowed=302, kwargs=ONE),
    "network:user_list": only(*PEOPLE),
    "network:user_detail": only(*PEOPLE, kwargs=of("member", "pk")),
    "network:user_edit": only(*MANAGER, kwargs=of("member", "pk")),
    "network:user_switch": only("administrator", method="post", allowed=302, kwargs=of("member", "pk")),
    "network:membership_add": only(
        *MANAGER,
        method="post",
        allowed=302,
        kwargs=of("outsider", "pk"),
        data=lambda world: {
            "organisation": world.organisation.pk,
            "role": "member",
            "starts_on": timezone.localdate().isoformat(),
        },
    ),
    "network:membership_end": only(*MANAGER, method="post", allowed=302, kwargs=of("membership", "pk"), data=today),
    "network:appointment_add": only(
        "administrator",
        method="post",
        allowed=302,
        kwargs=of("outsider", "pk"),
        data=lambda world: {
            "role": Appointment.Role.NETWORK_MANAGER,
            "starts_on": timezone.localdate().isoformat(),
        },
    ),
    "network:appointment_end": only(
        "administrator", method="post", allowed=302, kwargs=of("appointment", "pk"), data=today
    ),
    "network:invitation_list": only(*MANAGER),
    "network:invitation_add": only(
        *MANAGER,
        method="post",
        allowed=302,
        data=lambda world: {
            "name": "Iemand",
            "email": "iemand@voorbeeld.example",
            "organisation": world.organisation.pk,
            "role": "executive",
        },
    ),
    "network:invitation_resend": only(*MANAGER, method="post", allowed=302, kwargs=of("invitation", "pk")),
    "network:invitation_revoke": only(*MANAGER, method="post", allowed=302, kwargs=of("invitation", "pk")),
    "network:body_list": only(*MANAGER),
    "network:body_add": only(*MANAGER),
    "network:body_detail": only(*MANAGER, kwargs=of("advisory_body")),
    "network:body_edit": only(*MANAGER, kwargs=of("advisory_body")),
    "network:seat_add": only(
        *MANAGER,
        method="post",
        allowed=302,
        kwargs=of("advisory_body"),
        data=lambda world: {
            "user": world.outsider.pk,
            "role": "member",
            "starts_on": timezone.localdate().isoformat(),
        },
    ),
    "network:seat_fill": only(
        *MANAGER,
        method="post",
        allowed=302,
        kwargs=of("open_seat", "pk"),
        data=lambda world: {"user": world.outsider.pk, "starts_on": timezone.localdate().isoformat()},
    ),
    "network:seat_end": only(*MANAGER, method="post", allowed=302, kwargs=of("seat", "pk"), data=today),
    "network:story_list": only(*MANAGER),
    "network:page_edit": only(*MANAGER, kwargs=lambda world: {"key": Page.Key.PURPOSE}),
    "network:ambition_add": only(*MANAGER),
    "network:ambition_edit": only(*MANAGER, kwargs=of("ambition")),
    "network:phase_add": only(*MANAGER),
    "network:phase_edit": only(*MANAGER, kwargs=of("phase", "pk")),
    # Signing in: allauth's views at our addresses. Who is signed in has no business at the doors for strangers.
    "account_login": Line("get", 302, {"visitor": 200}),
    "account_confirm_login_code": Line("get", 302),
    "mfa_authenticate": Line("get", 302),
    "mfa_login_webauthn": Line("get", 302),
    "account_reauthenticate": signed_in(),
    "mfa_reauthenticate": Line("get", 302),
    "mfa_reauthenticate_webauthn": Line("get", 302),
    "account_inactive": public(),
    "account_logout": Line("get", 200, {"visitor": 302}),
    "account_change_password": signed_in(),
    "account_reset_password": public(),
    "account_reset_password_done": public(),
    "account_reset_password_from_key": public(kwargs=lambda world: {"uidb36": "1", "key": "onbekend"}),
    "account_reset_password_from_key_done": public(),
    "mfa_index": signed_in(),
    "mfa_activate_totp": Line("get", 302),
    "mfa_deactivate_totp": Line("get", 404, {"visitor": 302}),  # nothing was set up
    "mfa_view_recovery_codes": Line("get", 404, {"visitor": 302}),  # nothing was set up
    "mfa_generate_recovery_codes": Line("get", 302),
    "mfa_download_recovery_codes": Line("get", 404, {"visitor": 302}),  # nothing was set up
    "mfa_list_webauthn": signed_in(),
    "mfa_add_webauthn": Line("get", 302),
    "mfa_edit_webauthn": Line("get", 302, kwargs=lambda world: {"pk": 1}),
    "mfa_remove_webauthn": Line("get", 302, kwargs=lambda world: {"pk": 1}),
}
for part in PARTS:
    MATRIX |= part.MATRIX
