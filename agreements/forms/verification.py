"""What a visitor gives to have a document verified."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST = 50 * 1024 * 1024  # bytes; the annexes of an agreement travel inside its PDF


class VerifyForm(forms.Form):
    """The file itself, or its SHA-256 where the browser computed it, or the code that is printed on it."""

    file = forms.FileField(
        label=gettext_lazy("PDF of the agreement"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Verification code"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("It is printed on the document, beside the QR code."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    sha256 = forms.CharField(
        required=False,
        widget=forms.HiddenInput,
        validators=[RegexValidator(r"^[0-9a-f]{64}\Z", message=gettext_lazy("This is not a SHA-256."))],
    )

    @classmethod
    def too_large(cls) -> "VerifyForm":
        """The form for somebody who sent so much that nothing of it was read."""
        form = cls({"code": "-"})
        form.is_valid()
        form.add_error("file", _too_large())
        return form

    def clean_file(self) -> bytes | None:
        """The content, if it is a PDF of a size that we can read."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MOST:
            raise forms.ValidationError(_too_large())
        content = file.read()
        if b"%PDF-" not in content[:1024]:
            raise forms.ValidationError(_("This is not a PDF. Choose the PDF of the agreement."))
        return content

    def clean(self) -> dict[str, Any]:
        """One of the three."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("file", "code", "sha256")):
            raise forms.ValidationError(_("Choose a PDF or type a code."))
        return cleaned


def _too_large() -> str:
    return _("This file is larger than %(most)s. Type the code instead.") % {"most": filesizeformat(MOST)}
