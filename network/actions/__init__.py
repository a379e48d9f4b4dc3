"""Verbs of the ground floor that lock, touch several rows, or act after the commit."""

from network.actions.bodies import add_seat, create_body, end_seat, fill_seat
from network.actions.factors import FactorRefused, is_spent, passkey_options, prove, send_code, totp_step
from network.actions.followup import agree, close, pass_on
from network.actions.organisations import ImportLine, end_participation, import_partners, plan_import, take_part_again
from network.actions.people import (
    accept_invitation,
    add_membership,
    appoint,
    end_appointment,
    end_membership,
    invite,
    resend_invitation,
    revoke_invitation,
    set_active,
)

__all__ = [
    "FactorRefused",
    "ImportLine",
    "accept_invitation",
    "add_membership",
    "add_seat",
    "agree",
    "appoint",
    "close",
    "create_body",
    "end_appointment",
    "end_membership",
    "end_participation",
    "end_seat",
    "fill_seat",
    "import_partners",
    "invite",
    "is_spent",
    "pass_on",
    "passkey_options",
    "plan_import",
    "prove",
    "resend_invitation",
    "revoke_invitation",
    "send_code",
    "set_active",
    "take_part_again",
    "totp_step",
]
