"""Data of posters of every kind, from next to nothing to far too much."""

import itertools

SHORT, MIDDLE, LONG = "short", "middle", "long"
LONG_NAME = {
    "nl": "Samenwerkingsafspraken tussen huisartsenpraktijken, ziekenhuisafdelingen en wijkverplegingsorganisaties "
    "over kwetsbare ouderen met meervoudige problematiek",
    "en": "Cooperation agreements between general practitioners, hospital departments and community nursing "
    "organisations about frail elderly people with complex needs",
}
SENTENCE = {
    "nl": "Iedere inwoner van Twente krijgt de juiste zorg op de juiste plek. ",
    "en": "Every inhabitant of Twente gets the right care in the right place. ",
}
LEVELS = ["on_course", "attention", "off_course", "outdated", ""]
NAMES = {
    SHORT: ["MST"],
    MIDDLE: ["MST", "ZGT", "Huisartsenkring Twente"],
    LONG: ["Medisch Spectrum Twente, locatie Haaksbergerstraat"] * 30,
}


def words(length: str, language: str, *, short: str, middle: str, long: int = 1) -> str:
    """Some words of this length; the longest as often as ``long`` says."""
    return {SHORT: short, MIDDLE: middle, LONG: (SENTENCE[language] * long).strip()}[length]


def project(number: int, length: str, language: str) -> dict:
    """A project as it stands on a poster."""
    level = LEVELS[number % len(LEVELS)]
    long = LONG_NAME[language]
    title = {SHORT: "Dossier", MIDDLE: "Eerder naar huis met zorg op maat", LONG: f"{long} {number}"}[length]
    step = {SHORT: "Start", MIDDLE: "Eerste tien praktijken aangesloten", LONG: long}[length]
    count = {SHORT: 1, MIDDLE: 4, LONG: 14}[length]
    return {
        "title": title,
        "summary": words(length, language, short="", middle=SENTENCE[language].strip(), long=4),
        "theme": {SHORT: "GGZ", MIDDLE: "Samenwerking 1e & 2e lijn", LONG: long[:120]}[length],
        "tone": number % 5 + 1,
        "status": "running" if level else "accepted",
        "level": level,
        "reported_on": "2026-09-30" if level else None,
        "reason": ""
        if level in ("on_course", "")
        else words(length, language, short="Druk.", middle="Twee praktijken wachten nog op hun koppeling.", long=8),
        "asks": words(length, language, short="", middle="Elke praktijk wijst één aanspreekpunt aan.", long=8),
        "steps": [
            {"title": step, "due_on": "2027-09-30", "done_on": "2026-09-01" if place < number % (count + 1) else None}
            for place in range(count)
        ],
        "partners": NAMES[length],
        "role": words(length, language, short="", middle="Levert therapeuten", long=3)[:200],
    }


def data(kind: str, count: int, length: str, language: str = "nl") -> dict:
    """What stands on a poster: ``count`` projects, or themes, or (of one project) milestones and partners."""
    long = LONG_NAME[language]
    name = {SHORT: "GGZ", MIDDLE: "Samenwerking 1e & 2e lijn", LONG: long[:120]}[length]
    lead = words(length, language, short="Zorg dichtbij.", middle=SENTENCE[language].strip(), long=12)
    found = {
        "kind": kind,
        "name": name,
        "lead": lead,
        "tone": 1 if kind in ("theme", "project") else 0,
        "client": f"Themastuurgroep {name}" if kind in ("theme", "project") else "",
        "network": "Zorgnetwerk Zenderen",
        "address": {
            SHORT: "https://zorgnetwerk.example/",
            MIDDLE: "https://portaal.zorgnetwerk-zenderen.example/themas/samenwerking-1e-en-2e-lijn/",
            LONG: "https://portaal.zorgnetwerk-zenderen.example/projecten/samenwerkingsafspraken-tussen-huisartsenpraktijken-"
            "ziekenhuisafdelingen-en-wijk/",
        }[length],
        "projects": [project(number, length, language) for number in range(count)],
        "more": 0,
    }
    if kind == "project":
        return found | _one_project(count, length, language)
    if kind == "network":
        return found | _network(count, length, language)
    return found


def _one_project(count: int, length: str, language: str) -> dict:
    one = project(count, length, language)
    step = one["steps"][0]
    done = itertools.chain(["2026-09-01"] * (count // 2), itertools.repeat(None))
    one["steps"] = [step | {"done_on": day} for _, day in zip(range(count), done, strict=False)]
    return {
        "name": one["title"],
        "lead": one["summary"] or "Samen beter.",
        "goal": words(length, language, short="", middle=SENTENCE[language] * 2, long=14),
        "parts": [{"name": NAMES[length][0], "role": one["role"]} for _ in range(count)],
        "benefits": [{"audience": "residents", "text": SENTENCE[language].strip()}] * (count // 3),
        "projects": [one],
    }


def _network(count: int, length: str, language: str) -> dict:
    levels = {level: number for number, level in enumerate(LEVELS, start=1)}
    return {
        "projects": [],
        "ambitions": [words(length, language, short="Samen", middle=SENTENCE[language].strip(), long=2)] * 4,
        "themes": [
            {
                "name": {SHORT: "GGZ", MIDDLE: "Jeugdgezondheidszorg", LONG: LONG_NAME[language][:120]}[length],
                "ambition": words(length, language, short="Dichtbij.", middle=SENTENCE[language].strip(), long=6),
                "tone": number % 5 + 1,
                "levels": levels if number % 3 else {"on_course": number},
            }
            for number in range(count)
        ],
    }
