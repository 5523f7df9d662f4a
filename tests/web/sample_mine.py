"""The pages about what is mine in a room, with what their views give them."""

from __future__ import annotations

from typing import Any

from groups.actions.reports import REASONS
from groups.locale import catalogues
from groups.model import Body
from groups.web.rows import Row
from groups.web.sentences import sections
from moderation import BASE, Hidden, Kind

NOW = 1_796_000_000_000
GROUP = {"id": "g1", "name": "Setelah <Kehilangan>"}
LARAS = {"name": "Laras Widyasari", "seat": "psychologist"}
REPORTED = {"id": "r1", "group": "Napas Pelan", "about": LARAS, "since_ms": NOW, "state": "waiting"}
REPORTED |= {"reasons": ["Dilaporkan: tentang petugas."]}  # type: ignore[dict-item]
PROMISES = {
    "promises": [{"text": "Tidak kubawa keluar.", "note": "Tanpa gambar."}],
    "staff": ["Aku membaca."],
}


def mine_pages(page: Any, staff: Any, own: Row, other: Row) -> dict[str, tuple[str, dict[str, Any]]]:
    """`own` has a hidden piece, `other` is somebody else's message."""
    usual = {"page": page, "group": GROUP, "wrong_now": ""}
    piece = {"at": 1, "piece": Hidden(Kind.SCHOOL), "alone": Body((Hidden(Kind.SCHOOL),))}
    wrong = {"wrong_now": "Ini sudah berubah.", "draft": '"><script>'}
    dispute: dict[str, Any] = usual | {"row": own, "pieces_here": [piece], "draft": "", "longest": 200}
    report = usual | {"row": other, "other": "Embun Sore", "about_staff": False, "reasons": REASONS}
    report |= {"chosen": "", "draft": "", "longest": 1000, "form_id": "f", "has_supervisor": True}
    report |= {"issuers": ["HIMPSI"], "action": "/g/g1/m/2/report"}
    person = usual | {"other": {"id": "m2", "handle": "Embun <Sore>", "seat": "member"}, "ignored": False}
    person |= {"member": True, "fellow": True, "told_now": ""}
    agreement = usual | {"agreement": PROMISES, "seen": "d", "consented_ms": None, "member": True}
    welcome = usual | {"text": "Halo.", "theme": "", "longest": {"welcome": 1000, "theme": 120}}
    left = {"page": page, "group_name": "Napas Pelan", "gone": True, "watched": True, "days": 90}
    one: dict[str, Any] = {"page": staff, "case": REPORTED, "body": own.body, "words_typed": "<b>"}
    rules = sections(catalogues["id"], BASE)
    return {
        "dispute": ("dispute.html", dispute),
        "dispute of two pieces": (
            "dispute.html",
            dispute | {"pieces_here": [piece, piece | {"at": 3}]} | wrong,
        ),
        "dispute of nothing": ("dispute.html", dispute | {"pieces_here": []}),
        "person": ("person.html", person),
        "person, recognised": ("person.html", person | {"told_now": "Psikolog membaca.", "ignored": True}),
        "person of the staff": ("person.html", person | {"fellow": False, "member": False}),
        "report": ("report.html", report),
        "report of a person": ("report.html", report | {"row": None, "has_supervisor": False} | wrong),
        "oversight": ("oversight.html", {"page": staff, "cases": [REPORTED]}),
        "oversight, empty": ("oversight.html", {"page": staff, "cases": []}),
        "report about staff": ("oversight_case.html", one | {"has_words": True}),
        "report about staff, sealed": ("oversight_case.html", one | {"words_typed": None, "has_words": True}),
        "agreement": ("agreement.html", agreement),
        "agreement, agreed": ("agreement.html", agreement | {"consented_ms": NOW}),
        "rules for members": ("group_rules.html", usual | {"sections": rules, "base": "", "side": "member"}),
        "welcome": ("welcome.html", welcome),
        "welcome, not taken": (
            "welcome.html",
            welcome | {"wrong_now": "Terlalu panjang.", "text": "</textarea>"},
        ),
        "leave": ("leave.html", usual | {"watched": False, "handle": "Hujan <Tipis>"}),
        "leave after a signal": ("leave.html", usual | {"watched": True, "handle": "Hujan Tipis"}),
        "left": ("left.html", left | {"on": "2026-11-30"}),
    }
