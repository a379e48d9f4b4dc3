"""What a signatory declares, in Dutch whatever the language of the screen: agreements are made in Dutch.

A statement that was once used is never edited; a better wording gets a new version.
"""

STATEMENTS = {
    "2026-1": (
        "Ik heb de hele overeenkomst gelezen. Ik onderteken haar namens {organisation} en ben daartoe bevoegd. "
        "{organisation} is aan de overeenkomst gebonden zodra alle partijen hebben getekend. "
        "Ik weet dat ik mijn handtekening daarna niet kan intrekken."
    ),
}
CURRENT_STATEMENT = "2026-1"


def statement_for(organisation: str, statement: str) -> str:
    """The statement as this organisation's executive reads it."""
    return statement.replace("{organisation}", organisation)
