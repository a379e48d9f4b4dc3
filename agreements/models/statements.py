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

BY_MANDATE = " Ik doe dit krachtens de volmacht die {grantor} mij op {day} heeft gegeven."


def statement_for(organisation: str, statement: str, *, grantor: str = "", day: str = "") -> str:
    """The statement as who signs for this organisation reads it; with ``grantor`` and ``day`` by power of attorney."""
    told = statement.replace("{organisation}", organisation)
    return told + BY_MANDATE.replace("{grantor}", grantor).replace("{day}", day) if grantor else told
