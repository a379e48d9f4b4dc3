"""Style sheets, scripts and typefaces under names that carry their content's hash."""

import re
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """A typeface's file name has brackets, which an address may not have: its hashed name goes without."""

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        return re.sub(r"[\[\]]", "", super().hashed_name(name, content, filename))
