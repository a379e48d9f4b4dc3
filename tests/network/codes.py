"""Second factors for tests: a valid mailed code, an app, and a passkey that signs like a real one."""

import base64
import hashlib
import json
import os
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import AttestedCredentialData, AuthenticatorData

from network.models import EmailedCode

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ORIGIN, HOST = "http://testserver", "testserver"


def fresh_code(user):
    """A code as ``send_code`` makes it, without the mail."""
    row = EmailedCode(user=user)
    row.digest = row.digest_of("123456")
    row.save()
    return "123456"


def add_app(user):
    """Set up an authenticator app for this person."""
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": SECRET})


def app_code(steps=0, *, secret=SECRET):
    """What the app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def _text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Passkey:
    """A key of one person, in software."""

    def __init__(self, user):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        public = ES256.from_cryptography_key(self.key.public_key())
        attested = AttestedCredentialData.create(bytes(16), self.id, public)
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
        data = AuthenticatorData.create(hashlib.sha256(HOST.encode()).digest(), flags, 0, attested)
        client = json.dumps({"type": "webauthn.create", "challenge": _text(b"x"), "origin": ORIGIN}).encode()
        attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58" + bytes([len(data)]) + bytes(data)
        credential = {
            "id": _text(self.id),
            "rawId": _text(self.id),
            "type": "public-key",
            "response": {"clientDataJSON": _text(client), "attestationObject": _text(attestation)},
            "clientExtensionResults": {},
        }
        kind = Authenticator.Type.WEBAUTHN
        Authenticator.objects.create(user=user, type=kind, data={"name": "Sleutel", "credential": credential})

    def prove(self, challenge, *, origin=ORIGIN):
        """The answer of the browser to this challenge (as text), in JSON."""
        client = json.dumps({"type": "webauthn.get", "challenge": challenge, "origin": origin}).encode()
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
        data = AuthenticatorData.create(hashlib.sha256(HOST.encode()).digest(), flags, 1)
        signature = self.key.sign(bytes(data) + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return json.dumps(
            {
                "id": _text(self.id),
                "rawId": _text(self.id),
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {
                    "clientDataJSON": _text(client),
                    "authenticatorData": _text(bytes(data)),
                    "signature": _text(signature),
                },
            }
        )
