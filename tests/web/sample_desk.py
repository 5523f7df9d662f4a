"""The desk pages of admin and psychologist, with what their views give them."""

from __future__ import annotations

from typing import Any

from groups.actions.drafts import Draft
from groups.actions.versions import Version
from groups.locale import catalogues
from groups.model import Body
from groups.web.clusters import CLUSTERS
from groups.web.rule_forms import form_of
from groups.web.sentences import differing, sections
from moderation import BASE, Kind, Span, parse_rules

NOW = 1_796_000_000_000
DOCUMENT = {
    "identifiers": {"phone": "hold", "allow": ["puskesmas melati"]},
    "names": "strict",
    "words": {"own": [{"terms": ["durian", "jangan sedih"], "effect": "advise"}], "swear": "hold"},
    "asks": {"meet": "allow"},
    "quiet": {"hours": [{"from": "22:00", "to": "05:00"}], "zone": "Asia/Makassar"},
    "length": {"message": 800},
}
RULES = parse_rules(DOCUMENT, version=2)
WORDS = catalogues["id"]
LICENCE = {
    "name": "Damar Prakoso",
    "title": "M.Psi.",
    "kind": "SIPP",
    "number": "0000-01",
    "issuer": "HIMPSI",
    "valid_until": "2027-03-31",
    "checked_on": "2026-08-04",
    "checked_by": "contoh",
}
AGREEMENT = {
    "promises": [{"text": "Yang kubaca di sini tidak kubawa keluar.", "note": "Tanpa gambar.", "rule": ""}],
    "staff": ["Aku membaca pada jam yang tertulis."],
}
BASIS = {
    "group": {"id": "g1", "name": "Setelah Kehilangan"},
    "side": "admin",
    "base": "/admin/g/g1",
    "error": None,
}
VERSIONS = [
    Version(2, NOW - 86_400_000, ("psychologist",), Body(("Pesan berantai sering muncul",)), True),
    Version(1, NOW - 9 * 86_400_000, (), Body(), False),
]


def _draft(what: Any, **more: Any) -> Draft:
    return Draft("g1", what, DOCUMENT if what == "rules" else AGREEMENT, 3, "m", **more)


RULES_PAGE: dict[str, Any] = BASIS | {
    "sections": sections(WORDS, BASE, BASE, NOW),
    "draft": None,
    "edition": 0,
    "changes": [],
    "stricter": False,
    "versions": [],
    "in_force": 0,
    "bands": None,
    "terms_wait": False,
    "verdict": None,
    "max_length": 4000,
    "typed": "",
    "why": "",
}
DRAFTED = RULES_PAGE | {
    "sections": sections(WORDS, RULES, BASE, NOW),
    "draft": _draft("rules"),
    "edition": 3,
    "changes": differing(WORDS, BASE, RULES, NOW),
    "versions": VERSIONS,
    "in_force": 2,
    "bands": [("identifiers.phone", "sometimes"), ("length", "rare"), ("words.own", "often")],
    "terms_wait": True,
    "typed": "WA 0812-3456-7890 ya",
    "verdict": {
        "action": "show",
        "body": Body(("WA ",)),
        "spans": (Span(3, 17, Kind.PHONE, 0.9, "phones"),),
        "reasons": [("identifier.phone", "hide"), ("word.own", "advise")],
        "words": ["Boleh ditulis lain."],
    },
}
BY_PSYCHOLOGIST = {"side": "psychologist", "base": "/g/g1/desk", "stricter": True}
AGREEMENT_PAGE = BASIS | {
    "agreement": AGREEMENT,
    "draft": None,
    "edition": 0,
    "promises": [*AGREEMENT["promises"], {"text": "", "note": "", "rule": ""}],
    "staff": "Aku membaca pada jam yang tertulis.",
    "versions": [],
    "why": "",
    "most": 7,
    "most_words": 15,
}
TYPED = {
    "zone": "Asia/Jakarta",
    "opens": "08:00",
    "closes": "21:00",
    "open_at": "5",
    "retention": "90",
    "register": "id",
    "places": "30",
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SETUP: dict[str, Any] = {
    "typed": TYPED,
    "days": list(DAYS),
    "all_days": DAYS,
    "zones": ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"),
    "registers": {"id": "kamu", "id@anda": "Anda"},
    "new_id": "a" * 32,
    "most_places": 30,
    "error": None,
    "error_values": {},
}
NAMED = SETUP | {"typed": TYPED | {"name": "Napas Baru", "theme": "cemas", "pasted": "Dilarang jualan"}}
PEOPLE: dict[str, Any] = BASIS | {
    "staff": [],
    "seats": ["psychologist", "stand_in", "supervisor", "supporter"],
    "asked": "",
    "licensed": ["psychologist", "stand_in", "supervisor"],
    "kinds": ("STR", "SIPP", "SIPPK", "SILP"),
    "typed": {},
    "new_link": None,
    "invited": "",
}
SEATED = [
    {
        "id": "a" * 32,
        "seat": "psychologist",
        "licence": LICENCE,
        "starts": None,
        "ends": None,
        "may_end": False,
    },
    {
        "id": "b" * 32,
        "seat": "stand_in",
        "licence": LICENCE,
        "starts": NOW,
        "ends": NOW + 9**11,
        "may_end": True,
    },
    {"id": "c" * 32, "seat": "supporter", "licence": None, "starts": None, "ends": None, "may_end": True},
]
SIGNPOST = {
    "number": "119",
    "tel": "119",
    "name": "signpost.mental",
    "hours": "24 jam",
    "note": "",
    "checked_on": "2026-06-01",
}
NO_SIGNPOST = dict.fromkeys(SIGNPOST, "")
LINES = [
    {"line": "Dilarang jualan", "becomes": "rule", "promise": "Aku tidak jualan.", "rule": True},
    {"line": "Sopan", "becomes": "promise", "promise": "Sopan.", "rule": False},
]
UPKEEP: dict[str, Any] = BASIS | {
    "room_state": "closed",
    "missing": ["psychologist", "stand_in", "supervisor", "signposts", "hours", "members"],
    "solo": False,
    "waits": ["rules", "agreement", "confirm"],
    "old_signposts": True,
    "retention": 90,
}
ACTS = ("group.created", "room.opened", "rules.published", "rules.tried", "signposts.changed", "seat.ended")
LOGGED = [
    {"day": "2026-11-24", "act": act, "role": role} for act in ACTS for role in ("admin", "psychologist")
]


def _edit(key: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return "rule_edit.html", BASIS | {"form": form_of(WORDS, key, DOCUMENT, RULES, NOW), "edition": 3} | more


def desk_pages(staff: Any) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name -> template and context, within a staff member's page."""
    made: dict[str, tuple[str, dict[str, Any]]] = {
        "rules": ("rules.html", RULES_PAGE),
        "rules, drafted": ("rules.html", DRAFTED),
        "rules, stricter, in the psychologist's hands": ("rules.html", DRAFTED | BY_PSYCHOLOGIST),
        "rules, proposed": (
            "rules.html",
            DRAFTED | {"draft": _draft("rules", agreed=("admin",), why="Sering")},
        ),
        "rules, to be agreed": (
            "rules.html",
            DRAFTED | BY_PSYCHOLOGIST | {"draft": _draft("rules", agreed=("admin",), why="Sering")},
        ),
        "rules, held in a trial": (
            "rules.html",
            DRAFTED | {"verdict": DRAFTED["verdict"] | {"action": "hold", "reasons": [], "words": []}},
        ),
        "own words": _edit("own.0"),
        "new own words": _edit("own.new", error="error.rules.too_short"),
        "agreement": ("agreement_draft.html", AGREEMENT_PAGE),
        "agreement, drafted": (
            "agreement_draft.html",
            AGREEMENT_PAGE | {"draft": _draft("agreement", safety=True), "edition": 3, "versions": VERSIONS},
        ),
        "agreement, none": (
            "agreement_draft.html",
            AGREEMENT_PAGE | {"agreement": {"promises": [], "staff": []}},
        ),
        "people": ("people.html", PEOPLE | {"staff": SEATED, "asked": "stand_in"}),
        "people, invited": (
            "people.html",
            PEOPLE | {"new_link": "https://lingkar.example/join#x", "invited": "supervisor"},
        ),
        "signposts": (
            "signposts.html",
            BASIS | {"rows": [SIGNPOST, SIGNPOST, NO_SIGNPOST], "has_own": True, "old": [True, False]},
        ),
        "signposts, proposed": (
            "signposts.html",
            BASIS | {"rows": [SIGNPOST, NO_SIGNPOST, NO_SIGNPOST], "has_own": False, "old": []},
        ),
        "log": ("audit.html", BASIS | {"rows": LOGGED}),
        "log, empty": ("audit.html", BASIS | {"rows": []}),
        "new group": ("new_group.html", SETUP),
        "moving": ("move.html", SETUP | {"step": "paste"}),
        "moving, lines": ("move.html", NAMED | {"step": "choose", "lines": LINES}),
        "moving, no lines": ("move.html", NAMED | {"step": "choose", "lines": []}),
        "moved": (
            "move.html",
            BASIS
            | {
                "step": "done",
                "link": "https://lingkar.example/join#x",
                "places": 30,
                "until": NOW,
                "qr": "",
            },
        ),
    }
    made |= {f"rules of {cluster.key}": _edit(cluster.key) for cluster in CLUSTERS}
    return {name: (template, {"page": staff} | context) for name, (template, context) in made.items()}
