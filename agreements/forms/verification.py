"""What a visitor gives to have a document verified: the file, or the code that is printed on it."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST = 50 * 1024 * 1024  # bytes; the annexes of an agreement travel inside its PDF


class FileForm(forms.Form):
    """The file itself, or its SHA-256 where the browser computed it; ``code`` is the one it is compared with."""

    file = forms.FileField(
        label=gettext_lazy("PDF of the agreement"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={"required": gettext_lazy("Choose a PDF.")},
    )
    code = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    sha256 = forms.CharField(
        required=False,
        widget=forms.HiddenInput,
        validators=[RegexValidator(r"^[0-9a-f]{64}\Z", message=gettext_lazy("This is not a SHA-256."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not self.data.get("sha256")

    @classmethod
    def too_large(cls) -> "FileForm":
        """The form for somebody who sent so much that nothing of it was read."""
        form = cls({"sha256": "0" * 64})
        form.is_valid()
        form.add_error("file", _too_large())
        return form

    def clean_file(self) -> bytes | None:
        """The content, if it is a PDF of a size that we can read."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MOST:
            raise forms.ValidationError(_too_large())
        content: bytes = file.read()
        if b"%PDF-" not in content[:1024]:
            raise forms.ValidationError(_("This is not a PDF. Choose the PDF of the agreement."))
        return content


class CodeForm(forms.Form):
    """The code as somebody copies it from paper."""

    typed = forms.CharField(
        label=gettext_lazy("Verification code"),
        max_length=60,
        help_text=gettext_lazy("It is printed on the document, beside the QR code."),
        error_messages={"required": gettext_lazy("Type the code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


def _too_large() -> str:
    return _("This file is larger than %(most)s. Type the code instead.") % {"most": filesizeformat(MOST)}
