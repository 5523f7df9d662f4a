"""Every template with what its view gives it: fictional people, one moment, nothing read from anywhere."""

from __future__ import annotations

from typing import Any

from groups.actions.marks import LABELS
from groups.model import Body
from groups.web.queue import SECTIONS
from groups.web.render import Help, Page, Signpost
from groups.web.rows import Quote, Reacted, Row
from moderation import Kind, Span
from moderation.types import Hidden
from tests.web.sample_desk import UPKEEP, desk_pages
from tests.web.sample_mine import mine_pages

NOW = 1_796_000_000_000  # Monday, 30 November 2026, 07.53 WIB
MINUTE, HOUR = 60_000, 3_600_000
ME, LARAS, OTHER = "a" * 32, "b" * 32, "c" * 32
EMBUN = {"by": OTHER, "handle": "Embun Sore", "seat": "member"}
HUJAN = {"by": ME, "handle": "Hujan Tipis", "seat": "member", "mine": True}
PSYCHOLOGIST = {"by": LARAS, "handle": "Laras Widyasari", "seat": "psychologist"}
NOBODY = {"by": "system", "handle": None, "seat": None}
TELS = (
    Signpost("119 ekstensi 8", "119,8", "signpost.mental", "signpost.always", "signpost.slow", "2026-11-12"),
    Signpost("112", "112", "Gawat darurat", "24 jam", "", ""),
)
MEMBER = Page(Help("member", TELS, "/g/g1/call", "Psikolog menjawab sampai 21.00 WIB."), signed_in=True)
AT_NIGHT = Page(
    Help("member", TELS, "/g/g1/call", "Belum ada yang membaca.", numbers_first=True), signed_in=True
)
OUTSIDE = Page(Help("outside", TELS))
STAFF = Page(Help("staff", TELS, "/g/g1/call"), signed_in=True, shared=False)
LICENCE = {
    "name": "Laras Widyasari",
    "title": "M.Psi.",
    "kind": "SIPP",
    "number": "0000-00 (contoh)",
    "issuer": "HIMPSI",
    "valid_until": "2027-06-30",
    "checked_on": "2026-08-04",
    "checked_by": "contoh",
}


def body(*pieces: str | Hidden) -> Body:
    return Body(pieces)


def row(kind: str, seq: int, before_ms: int, words: Body | None = None, **more: Any) -> Row:
    """A row of the room by somebody else, unless `more` says otherwise."""
    named: dict[str, Any] = {**EMBUN, "data": {}, "mine": False}
    place = {"channel": "room:g1", "seq": seq, "kind": kind, "rev": 1, "at": NOW - before_ms}
    return Row(**place | named | {"body": words or Body()} | more)


def told(kind: str, seq: int, before_ms: int, words: Body | None = None, **data: Any) -> Row:
    """A row that the service tells me alone."""
    return row(kind, seq, before_ms, words, data={"case": f"{seq:032x}", **data}, channel=f"me:{ME}", **HUJAN)


GRAVE = {"values": {"at": NOW, "reads_at": NOW + HOUR, "seat": "psychologist", "name": "Laras Widyasari"}}
WAITS = {"until": NOW + HOUR, "reasons": ["topic.medicine", "newcomer"], "channel": "room:g1"}
ROWS = [
    row("opened", 1, 26 * HOUR, **NOBODY),
    row(
        "message",
        2,
        25 * HOUR,
        body("Di ", Hidden(Kind.PHONE, "A"), Hidden(Kind.PHONE, "B")),
    ),
    row(
        "message", 3, 25 * HOUR - MINUTE, body("<b>&amp;</b>\ndua baris"), same=True, data={"wish": "advice"}
    ),
    row("joined", 4, 9 * MINUTE, data={"handle": "Langit Teduh", "seat": "member"}),
    row("message", 5, 8 * MINUTE, body("Berat."), data={"level": 1, "label": "loss", "wish": "listen"}),
    row(
        "message",
        6,
        7 * MINUTE,
        body("Terima kasih."),
        by=LARAS,
        handle="Laras Widyasari",
        seat="psychologist",
    ),
    row(
        "message",
        7,
        6 * MINUTE,
        body("Dekat ", Hidden(Kind.SCHOOL), " itu."),
        by=ME,
        handle="Hujan Tipis",
        mine=True,
        data={"label_own": "kucing tua", "edited": NOW},
        reacted=(Reacted("with", False, ("A", "B", "C")), Reacted("same", False, ("Embun Sore",))),
    ),
    row(
        "message",
        13,
        6 * MINUTE,
        body("Sama."),
        quote=Quote(2, "", "Embun Sore", body("Di ", Hidden(Kind.PHONE))),
    ),
    row(
        "message",
        14,
        6 * MINUTE,
        body("Ya."),
        quote=Quote(3, "reply.gone"),
        reacted=(Reacted("heard", True, ()),),
    ),
    row("gone", 8, 5 * MINUTE),
    row("gone", 9, 5 * MINUTE, handle=None, seat=None, by=""),
    row("rules", 10, 5 * MINUTE, data={"version": 3}),
    row("notice", 11, 5 * MINUTE, data={"code": "notice.hidden_later", "values": {}}),
    row("closed", 12, 5 * MINUTE),
    told("held", 1, 5 * MINUTE, body("Dua ", Hidden(Kind.METHOD)), state="waiting", **WAITS),
    told("held", 2, 5 * MINUTE, state="waiting", **WAITS | {"until": None, "reasons": ["unsure"]}),
    told("held", 3, 5 * MINUTE, body("x"), state="opened", code="answer.crisis.a", **WAITS, **GRAVE),
    told("held", 4, 5 * MINUTE, body("x"), state="waiting", code="answer.crisis.c", **WAITS, **GRAVE),
    told("held", 5, 5 * MINUTE, body("x"), state="released", **WAITS),
    told("held", 6, 5 * MINUTE, body("x"), state="refused", **WAITS),
    told("held", 7, 5 * MINUTE, body("x"), state="taken_back", **WAITS),
    told("answer", 8, 4 * MINUTE, state="waiting", code="answer.call.c", **WAITS, **GRAVE),
    told("answer", 9, 4 * MINUTE, state="waiting", code="answer.call.b", **WAITS, **GRAVE),
    row(
        "note",
        10,
        MINUTE,
        body("Mau dicoba lagi?"),
        by=LARAS,
        handle="Laras",
        seat="psychologist",
        data={"case": "1"},
    ),
]
HANDLES = ("Batu Kali", "Embun Sore", "Hujan Tipis")
GROUP = {
    "id": "g1",
    "name": "Setelah <Kehilangan>",
    "size": 3,
    "solo": True,
    "theme": "Tentang duka",
    "psychologist": LICENCE,
    "hours": "",
    "agreement": {
        "promises": [{"text": "Tidak kubawa keluar.", "note": ""}],
        "staff": ["Aku membaca."],
        "signed": "x",
    },
    "retention_days": 90,
}
ROOM: dict[str, Any] = {
    "page": MEMBER,
    "group": GROUP,
    "me": {"membership": ME, "handle": "Hujan Tipis", "seat": "member"},
    "coverage": "Psikolog Laras menjawab sampai 21.00 WIB",
    "messages": ROWS,
    "roster": [{"id": f"m{n}", "handle": handle, "seat": "member"} for n, handle in enumerate(HANDLES)],
    "ignored": [OTHER],
    "consent_asked": True,
    "welcome": {
        "welcome": body("Selamat datang."),
        "theme": body("Kursi"),
        "name": "Laras",
        "seat": "psychologist",
    },
    "staff": [
        {
            "id": LARAS,
            "name": "Laras",
            "named": "Psikolog Laras",
            "title": "M.Psi.",
            "seat": "psychologist",
            "licence": LICENCE,
        },
        {
            "id": "d1",
            "name": "Damar",
            "named": "Pengganti Damar",
            "title": "",
            "seat": "stand_in",
            "licence": {},
        },
    ],
    "epoch": "e1",
    "channels": {"room:g1": 13, f"me:{ME}": 10},
    "roster_seq": 4,
    "max_length": 4000,
    "retention_days": 90,
    "form_id": "f" * 32,
    "draft": "",
    "refusal": None,
    "notice": None,
    "open": True,
    "older_url": "/g/g1?before=1",
    "from_seq": 1,
    "abouts": LABELS,
    "is_older": False,
    "reply": None,
}
MESSAGE: dict[str, Any] = {
    "page": MEMBER,
    "group": GROUP,
    "row": ROWS[1],
    "draft": "",
    "refusal": None,
    "form_id": "f" * 32,
    "roster_seq": 4,
    "member": True,
    "decides": False,
}
REFUSED = {"draft": "</textarea><script>", "refusal": {"reasons": ["Ada tautan."], "text": "Tetap di kolom."}}
CANNOT = [
    {"code": "emergency", "values": {"hours": "08.00–21.00 WIB"}},
    {"code": "slip", "values": {"n": 3}},
    {"code": "remember", "values": {}},
]


def join(step: str, **more: Any) -> tuple[str, dict[str, Any]]:
    offers = ["Payung Senja", "Lampu Teras"]
    own = {
        "page": OUTSIDE,
        "step": step,
        "group": GROUP,
        "offers": offers,
        "handle": "",
        "error": None,
        "accepts": None,
    }
    return "join.html", own | {"ticket": "t", "cannot": CANNOT, "needs_account": True} | more


CASE: dict[str, Any] = {
    "id": "1" * 32,
    "kind": "held",
    "section": "held",
    "level": 0,
    "state": "waiting",
    "since_ms": NOW - HOUR,
    "due_ms": NOW + HOUR,
    "rev": 2,
    "reasons": [{"code": "word.insult", "text": "Ada kata.", "rule": "words.insult"}],
    "body": body("Kata ", Hidden(Kind.WORD)),
    "shown_url": None,
    "author_handle": "Embun Sore",
    "group_name": "Setelah Kehilangan",
    "group": "g1",
    "has_original": True,
    "decided": False,
    "closed": False,
    "grave": False,
    "main": None,
    "holder": "",
    "held_by": "",
    "is_mine": False,
    "told": "",
    "is_private": False,
}
CASE_PAGE: dict[str, Any] = {
    "page": STAFF,
    "acts": ["release", "ask", "refuse"],
    "original": None,
    "originals": {},
    "parts": [],
    "spans": [],
    "talk_url": f"/g/g1/line/{OTHER}",
    "line": None,
    "mute": {"choices": ("hour", "morning", "week"), "morning": NOW, "until": 0},
    "pending": None,
    "channels": {"desk:g1": 4},
    "error": None,
    "notes": {"ask": "<i>"},
    "chosen": "",
    "epoch": "e1",
    "signed": "Psikolog Laras Widyasari",
}
CRISIS = {"kind": "crisis", "section": "crisis", "level": 3, "grave": True, "shown_url": "/g/g1#m-5"}
PENDING = {"act": "Loloskan tersamar", "left": 8, "due_ms": NOW + 8000, "can_undo": True}
ELSEWHERE = {
    "holder": OTHER,
    "held_by": "Pengganti Damar memegang ini.",
    "told": "Pengganti Damar memutuskan.",
}
NOTE = {"id": "2" * 32, "act": "Minta ubah", "handle": "Embun <Sore>", "due_ms": NOW + 9000, "left": 9}
LINE_ROWS = [
    row("message", 1, 9 * MINUTE, body("Alamatku Jalan Melati 3."), channel="case:c1"),
    row("entered", 2, 8 * MINUTE, by=LARAS, handle="Laras", seat="psychologist", channel="case:c1"),
    row("left", 3, 7 * MINUTE, by=LARAS, handle="Laras", seat="psychologist", channel="case:c1"),
]
PARTS = [{"id": "3" * 32, "at": NOW, "level": 2, "body": body("Masih."), "reasons": CASE["reasons"]}]


def case(original: str | None = None, **changed: Any) -> tuple[str, dict[str, Any]]:
    spans = [Span(5, 9, Kind.WORD, 1.0, "x"), Span(6, 8, Kind.PERSON, 1.0, "y")] if original else []
    near = [each for each in ROWS if each.kind == "message"]
    own = {name: changed.pop(name) for name in list(changed) if name in CASE_PAGE}
    context = {"case": CASE | changed, "original": original, "spans": spans, "around": near}
    return "case.html", CASE_PAGE | context | own


def queued(section: str, level: int, due: int | None, *reasons: str, **more: Any) -> dict[str, Any]:
    row = {"id": section * 4, "section": section, "kind": section, "level": level, "state": "waiting"}
    row |= {
        "due_ms": due,
        "group_name": "Setelah Kehilangan",
        "since_ms": NOW - HOUR,
        "reasons": list(reasons),
    }
    usual = {"handle": "Embun Sore", "parts": 0, "wrote": None, "held_by": "", "decided": "", "action": None}
    return row | usual | {"href": f"/case/{section}"} | more


def sections(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": row["section"], "drawing": SECTIONS[row["section"]], "cases": [row]} for row in rows]


QUEUE: dict[str, Any] = {
    "page": STAFF,
    "drafts": [{"group": "g1", "name": "Napas Pelan", "what": "rules"}],
    "sections": sections(
        queued(
            "crisis",
            3,
            None,
            "Ada bahaya.",
            href=None,
            action="/case/1/open",
            parts=2,
            wrote={"at": NOW, "by": "member"},
        ),
        queued("held", 0, NOW + HOUR, "Ada kata.", "Ada nama.", held_by="Kamu memegang ini."),
        queued("report", 0, NOW - HOUR, decided="Pengganti Damar memutuskan: Tutup kasus."),
        queued("low", 0, None, href=None, handle=""),
    ),
    "mine": [NOTE],
    "total": 400,
    "newer": 100,
    "older": 300,
    "rest": 100,
    "channels": {"desk:g1": 4},
    "groups": [{"id": "g1", "name": "Setelah Kehilangan", "decides": True}],
    "epoch": "e1",
}
NO_QUEUE = {"sections": [], "mine": [], "newer": None, "older": None, "rest": 0, "groups": []}
LINE: dict[str, Any] = {
    "page": MEMBER,
    "group": {"id": "g1", "name": "Setelah <Kehilangan>"},
    "me": {"membership": ME, "handle": "Hujan Tipis", "seat": "member"},
    "other": "Hujan Tipis",
    "url": "/g/g1/line",
    "case": None,
    "coverage": "Belum ada yang membaca sebelum Kamis 08.00 WIB",
    "readers": [{"seat": "psychologist", "name": "Laras"}, {"seat": "stand_in", "name": "Damar"}],
    "messages": [],
    "channels": {"line:m1": 4},
    "channel": "line:m1",
    "live": True,
    "epoch": "e1",
    "max_length": 20_000,
    "form_id": "f",
    "draft": "<b>",
    "refusal": None,
    "ask_unchecked": False,
}
IN_CASE = {
    "id": "c1",
    "holder": {"id": LARAS, "seat": "psychologist", "name": "Laras", "at": NOW},
    "is_mine": True,
    "can_take": True,
    "told": "Belum ada yang membaca sebelum Kamis 08.00 WIB.",
    "alone": True,
}
HOURS: dict[str, Any] = {
    "page": STAFF,
    "group": {"id": "g1", "name": "Setelah Kehilangan"},
    "days": [{"name": "mon", "label": "Senin", "text": "08.00-12.00"}],
    "dates": "2026-12-25: ",
    "people": [{"id": LARAS, "seat": "psychologist", "name": "Laras"}],
    "ladder": [LARAS, ""],
    "sentence": "Psikolog Laras menjawab sampai 21.00 WIB",
    "open": True,
    "error": "error.bad_hours",
    "error_values": {"day": "Senin"},
}
LISTED = {
    "url": "/g/g1/line/m1",
    "handle": "Embun Sore",
    "group": "Setelah Kehilangan",
    "at": NOW,
    "waits": True,
}
DEVICE = {"id": "1", "since_ms": NOW - HOUR, "last_ms": NOW, "this": True, "shared": True}
INVITATIONS = [
    {"places": 1, "used_band": "open", "expires_ms": NOW + HOUR},
    {"places": 30, "used_band": "used_up", "expires_ms": NOW + HOUR},
]
SIGN_IN = {"page": OUTSIDE, "error": None, "name": "", "code_step": False, "ticket": ""}
INVITE = {"page": STAFF, "group": GROUP, "invitations": INVITATIONS, "new_link": None}
SEATED = {"id": "g1", "name": "Napas Pelan", "handle": "Hujan"}
SECOND = {"page": STAFF, "qr": "", "secret": "ABCD", "ticket": "t", "error": None}
DEVICES = [DEVICE, DEVICE | {"this": False, "shared": False}]
IN_STAFF_SEAT = {"page": STAFF, "me": {"membership": LARAS, "handle": "Laras", "seat": "psychologist"}}
FIRST_DAY = {"messages": [], "group": GROUP | {"size": 1}, "notice": "Terkirim."}
TOO_LONG = {"error": "error.handle_length", "error_values": {"max": 24}}
TOO_MANY = {"invitations": [], "error": "error.places", "error_values": {"max": 30}}
TOO_FAST = {"code": "error.too_fast", "status": 429, "values": {"retry_after": 2400, "status": 429}}
ADMIN = [{"id": "g1", "name": "Napas Pelan", "state": "open", "psychologist": "Laras", "waits": ["rules"]}]
ADMIN += [ADMIN[0] | {"psychologist": "", "state": "?"}]

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "front": ("front.html", {"page": OUTSIDE}),
    "home": (
        "home.html",
        {"page": MEMBER, "groups": [SEATED], "desk": True, "admin": True, "oversight": True},
    ),
    "home of nobody": (
        "home.html",
        {"page": MEMBER, "groups": [], "desk": False, "admin": False, "oversight": False},
    ),
    "help": ("help.html", {"page": OUTSIDE}),
    "signing in": ("sign_in.html", SIGN_IN),
    "signing in, wrong": ("sign_in.html", SIGN_IN | {"error": "error.sign_in", "name": '"><script>'}),
    "signing in, the code": ("sign_in.html", SIGN_IN | {"code_step": True, "error": "error.second_factor"}),
    "one-tap link": ("link.html", {"page": OUTSIDE, "error": "error.link"}),
    "new password": ("recover.html", {"page": OUTSIDE, "error": "error.recovery", "sent": False}),
    "new password, short": (
        "recover.html",
        {"page": OUTSIDE, "error": "error.password_short", "error_values": {"min": 10}, "sent": False},
    ),
    "new password set": ("recover.html", {"page": OUTSIDE, "error": None, "sent": True}),
    "lost the way in": ("lost.html", {"page": OUTSIDE, "error": None, "sent": False}),
    "lost the way in, asked": ("lost.html", {"page": OUTSIDE, "error": None, "sent": True}),
    "second factor": (
        "second_factor.html",
        {"page": STAFF, "qr": "", "secret": "ABCD", "ticket": "t", "error": None},
    ),
    "devices": (
        "sign_ins.html",
        {"page": MEMBER, "sign_ins": DEVICES},
    ),
    "neutral": ("keluar.html", {}),
    "joining, the code": join("code"),
    "joining, the group": join("group"),
    "joining, nobody reads": join("group", group=GROUP | {"psychologist": {"name": "-"}, "theme": ""}),
    "joining, too young": ("join.html", {"page": OUTSIDE, "step": "young"}),
    "joining, the handle": join("handle", handle="Rini", **TOO_LONG),
    "joining, the agreement": join("agreement", error="error.promises"),
    "joining, the mirror": join("mirror", handle="Payung Senja"),
    "joining, signed in": join("mirror", handle="Payung Senja", needs_account=False),
    "recovery code": ("recovery_code.html", {"page": MEMBER, "code": "abcd", "next_url": "/g/g1"}),
    "room": ("room.html", ROOM),
    "room at night": ("room.html", ROOM | {"page": AT_NIGHT, "open": False, "older_url": None}),
    "room, refused": ("room.html", ROOM | REFUSED),
    "room, first day": (
        "room.html",
        ROOM | FIRST_DAY,
    ),
    "room of staff": (
        "room.html",
        ROOM | IN_STAFF_SEAT,
    ),
    "room, an older page": ("room.html", ROOM | {"is_older": True}),
    "room, answering": ("room.html", ROOM | {"reply": Quote(2, "", "Embun Sore", body("Di sini."))}),
    "message": ("message.html", MESSAGE),
    **mine_pages(MEMBER, STAFF, ROWS[6], ROWS[2]),
    "own message, not taken": ("message.html", MESSAGE | {"row": ROWS[6], "draft": "</textarea>"} | REFUSED),
    "message, withdrawn": ("message.html", MESSAGE | {"row": row("gone", 8, MINUTE)}),
    "called": (
        "called.html",
        {"page": MEMBER, "sentence": "Masuk.", "back": "/g/g1", "line": "/g/g1/case/1", "alone": True},
    ),
    "queue": ("queue.html", QUEUE),
    "queue, empty": ("queue.html", QUEUE | NO_QUEUE),
    "case": case(),
    "case, opened": case(original="Kata <kasar> & lain.", error="error.changed", holder=LARAS, is_mine=True),
    "case, held by another": case(**ELSEWHERE),
    "case, decided a moment ago": case(pending=PENDING),
    "case, decided by another": case(pending=PENDING | {"can_undo": False}, **ELSEWHERE),
    "case that moderation could not read": case(
        body=Body(), reasons=[{"code": "unsure", "text": "Belum.", "rule": ""}]
    ),
    "case, a crisis": case(
        acts=["remove", "close"],
        parts=PARTS,
        originals={"3" * 32: "Asli."},
        original="Asli.",
        line={"rows": LINE_ROWS, "url": "/case/1/line", "action": "/case/1/line/post", "form_id": "f"},
        mute={"choices": (), "until": NOW + HOUR},
        **CRISIS,
    ),
    "case, a part of one": case(main="4" * 32, acts=[], **CRISIS),
    "case, decided": case(decided=True, closed=True, state="released", acts=[]),
    "case, lost": case(
        reasons=[{"code": "lost", "text": "Kehilangan.", "rule": ""}], kind="low", acts=["close"]
    ),
    "private line": ("line.html", LINE),
    "private line of staff": ("line.html", LINE | IN_STAFF_SEAT),
    "crisis, of its member": (
        "line.html",
        LINE | {"case": IN_CASE | {"holder": None}, "messages": LINE_ROWS},
    ),
    "crisis, of staff": (
        "line.html",
        LINE | IN_STAFF_SEAT | {"case": IN_CASE, "messages": LINE_ROWS, "ask_unchecked": True} | REFUSED,
    ),
    "crisis, held by another": (
        "line.html",
        LINE | IN_STAFF_SEAT | {"case": IN_CASE | {"is_mine": False}, "live": False},
    ),
    "private lines": (
        "lines.html",
        {"page": STAFF, "lines": [LISTED, LISTED | {"waits": False}, LISTED | {"waits": False, "at": 0}]},
    ),
    "private lines, none": ("lines.html", {"page": STAFF, "lines": []}),
    "hours": ("hours.html", HOURS),
    "hours, closed": ("hours.html", HOURS | {"open": False, "error": None}),
    "admin": (
        "admin.html",
        {"page": STAFF, "groups": ADMIN},
    ),
    "admin, no group": ("admin.html", {"page": STAFF, "groups": []}),
    "admin of a group": (
        "group_admin.html",
        INVITE | UPKEEP | {"new_link": "https://lingkar.example/join#x"},
    ),
    "admin of an open group": (
        "group_admin.html",
        INVITE
        | UPKEEP
        | {"room_state": "open", "missing": [], "waits": [], "solo": True, "old_signposts": False},
    ),
    "inviting": (
        "invite.html",
        INVITE | TOO_MANY,
    ),
    "promise": ("promise.html", {"page": OUTSIDE, "cannot": CANNOT}),
    "nothing there": ("error.html", {"page": OUTSIDE, "code": "error.not_found", "status": 404}),
    "broken": ("error.html", {"page": OUTSIDE, "code": "error.server", "status": 500, "values": {"id": "1"}}),
    "too fast": ("error.html", {"page": OUTSIDE} | TOO_FAST),
} | desk_pages(STAFF)
