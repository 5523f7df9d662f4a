"""Every URL of the service in one table, with the door it stands behind. A test asks each as everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from groups.web import (
    admin,
    agreement,
    agreements,
    case,
    doors,
    files,
    hours,
    join,
    lines,
    messages,
    mine,
    people,
    promises,
    queue,
    reports,
    room,
    rules,
    second_factor,
    setup,
    socket,
    upkeep,
    ways,
)
from groups.web.middlewares import Handler

Door = Literal[
    "anyone",
    "without_second",
    "signed_in",
    "member",
    "only_member",
    "in_crisis",
    "caller",
    "desk",
    "decides",
    "supervisor",
    "admin",
    "socket",
]


@dataclass(frozen=True, slots=True)
class Route:
    """One URL. `door` is who gets more than 404 there."""

    method: Literal["GET", "POST"]
    path: str
    view: Handler
    door: Door


def _both(method: Literal["GET", "POST"], path: str, view: Handler) -> tuple[Route, Route]:
    """The same page in an admin's hands and in those of who decides in the group."""
    admins = Route(method, f"/admin/g/{{group}}{path}", view, "admin")
    return admins, Route(method, f"/g/{{group}}/desk{path}", view, "decides")


#: What one can do about a person, named by a message or by their place.
ABOUT: tuple[tuple[Literal["GET", "POST"], str, Handler], ...] = (
    ("GET", "report", reports.show),
    ("POST", "report", reports.report),
    ("POST", "ignore", mine.ignore),
    ("POST", "recognised", mine.recognised),
)

TABLE: tuple[Route, ...] = (
    Route("GET", "/healthz", files.health, "anyone"),
    Route("GET", "/manifest.webmanifest", files.manifest, "anyone"),
    Route("GET", "/sw.js", files.service_worker, "anyone"),
    Route("GET", "/favicon.ico", files.icon, "anyone"),
    Route("GET", "/help", files.help_page, "anyone"),
    Route("GET", "/static/{path:.+}", files.static_file, "anyone"),
    Route("GET", "/socket", socket.talk, "socket"),
    Route("GET", "/", doors.front, "anyone"),
    Route("GET", "/promise", promises.show, "anyone"),
    Route("GET", "/keluar", ways.leave, "anyone"),
    Route("GET", "/sign-in", doors.sign_in_page, "anyone"),
    Route("POST", "/sign-in", doors.sign_in, "anyone"),
    Route("POST", "/sign-out", doors.sign_out, "anyone"),
    Route("GET", "/link", doors.link_page, "anyone"),
    Route("POST", "/link", doors.link, "anyone"),
    Route("GET", "/recover", ways.recover_page, "anyone"),
    Route("POST", "/recover", ways.recover, "anyone"),
    Route("GET", "/lost", ways.lost_page, "anyone"),
    Route("POST", "/lost", ways.ask_back, "anyone"),
    Route("GET", "/join", join.code_page, "anyone"),
    Route("POST", "/join", join.join, "anyone"),
    Route("GET", "/second-factor", second_factor.second_page, "without_second"),
    Route("POST", "/second-factor", second_factor.enrol, "without_second"),
    Route("GET", "/sign-ins", doors.devices, "signed_in"),
    Route("POST", "/sign-ins/all/end", doors.end_devices, "signed_in"),
    Route("GET", "/admin", admin.show, "admin"),
    Route("GET", "/admin/g/{group}", admin.group, "admin"),
    Route("POST", "/admin/g/{group}", admin.invite_by_admin, "admin"),
    Route("GET", "/admin/new", setup.new_page, "admin"),
    Route("POST", "/admin/new", setup.new, "admin"),
    Route("GET", "/admin/move", setup.move_page, "admin"),
    Route("POST", "/admin/move", setup.move, "admin"),
    Route("GET", "/admin/g/{group}/people", people.show, "admin"),
    Route("POST", "/admin/g/{group}/people", people.invite, "admin"),
    Route("POST", "/admin/g/{group}/people/end", people.end, "admin"),
    Route("GET", "/admin/g/{group}/signposts", upkeep.signposts_page, "admin"),
    Route("POST", "/admin/g/{group}/signposts", upkeep.set_signposts, "admin"),
    Route("POST", "/admin/g/{group}/retention", upkeep.set_retention, "admin"),
    Route("POST", "/admin/g/{group}/rules/confirm", rules.confirm, "admin"),
    Route("POST", "/g/{group}/desk/rules/at-once", rules.at_once, "decides"),
    Route("POST", "/g/{group}/desk/rules/terms", rules.let_terms, "decides"),
    *_both("GET", "/rules", rules.show),
    *_both("GET", "/rules/edit", rules.edit),
    *_both("GET", "/rules.json", rules.export),
    *_both("POST", "/rules/change", rules.change),
    *_both("POST", "/rules/try", rules.try_text),
    *_both("POST", "/rules/past", rules.try_past),
    *_both("POST", "/rules/agree", rules.agree),
    *_both("POST", "/rules/return", rules.bring_back),
    *_both("POST", "/rules/drop", rules.drop),
    *_both("GET", "/agreement", agreements.show),
    *_both("POST", "/agreement/change", agreements.change),
    *_both("POST", "/agreement/agree", agreements.agree),
    *_both("POST", "/agreement/drop", agreements.drop),
    *_both("GET", "/audit", upkeep.log),
    Route("GET", "/g/{group}/invite", admin.invite_page, "decides"),
    Route("POST", "/g/{group}/invite", admin.invite, "decides"),
    Route("POST", "/case/{case}/readmit", admin.readmit, "decides"),
    Route("GET", "/g/{group}", room.show, "member"),
    Route("POST", "/g/{group}/post", room.post, "member"),
    Route("POST", "/g/{group}/call", room.call, "caller"),
    Route("GET", "/g/{group}/m/{seq}", messages.show, "member"),
    Route("POST", "/g/{group}/m/{seq}/react", messages.react, "member"),
    Route("POST", "/g/{group}/m/{seq}/edit", messages.edit, "member"),
    Route("POST", "/g/{group}/m/{seq}/withdraw", messages.withdraw, "member"),
    Route("POST", "/g/{group}/m/{seq}/case", case.about_message, "decides"),
    Route("GET", "/g/{group}/line", lines.own, "only_member"),
    Route("POST", "/g/{group}/line/post", lines.post_own, "only_member"),
    Route("GET", "/g/{group}/line/{member}", lines.with_member, "decides"),
    Route("POST", "/g/{group}/line/{member}/post", lines.post_with_member, "decides"),
    Route("GET", "/g/{group}/case/{case}", lines.own_crisis, "in_crisis"),
    Route("POST", "/g/{group}/case/{case}/post", lines.post_own_crisis, "in_crisis"),
    Route("GET", "/g/{group}/hours", hours.show, "decides"),
    Route("POST", "/g/{group}/hours", hours.change, "decides"),
    Route("POST", "/g/{group}/open", hours.open_room, "decides"),
    Route("POST", "/g/{group}/close", hours.close_room, "decides"),
    Route("GET", "/g/{group}/m/{seq}/dispute", mine.dispute_page, "only_member"),
    Route("POST", "/g/{group}/m/{seq}/dispute", mine.dispute, "only_member"),
    Route("POST", "/g/{group}/held/{case}/take", mine.take, "only_member"),
    Route("GET", "/g/{group}/p/{member}", mine.person, "member"),
    *(
        Route(method, f"/g/{{group}}/{whom}/{act}", view, "member")
        for whom in ("m/{seq}", "p/{member}")
        for method, act, view in ABOUT
    ),
    Route("GET", "/g/{group}/agreement", agreement.show, "member"),
    Route("POST", "/g/{group}/agreement", agreement.agree, "member"),
    Route("GET", "/g/{group}/rules", agreement.rules, "member"),
    Route("GET", "/g/{group}/welcome", agreement.welcome_page, "decides"),
    Route("POST", "/g/{group}/welcome", agreement.set_welcome, "decides"),
    Route("GET", "/g/{group}/leave", agreement.leave_page, "only_member"),
    Route("POST", "/g/{group}/leave", agreement.leave, "only_member"),
    Route("GET", "/oversight", reports.oversight, "supervisor"),
    Route("GET", "/oversight/{case}", reports.one, "supervisor"),
    Route("POST", "/oversight/{case}/open", reports.open_words, "supervisor"),
    Route("POST", "/oversight/{case}/close", reports.close, "supervisor"),
    Route("GET", "/queue", queue.show, "desk"),
    Route("GET", "/lines", lines.listed, "decides"),
    Route("GET", "/case/{case}", case.show, "decides"),
    Route("POST", "/case/{case}/open", case.open_words, "decides"),
    Route("POST", "/case/{case}/claim", case.claim, "desk"),
    Route("POST", "/case/{case}/let-go", case.let_go, "desk"),
    Route("POST", "/case/{case}/release", case.release, "decides"),
    Route("POST", "/case/{case}/ask", case.ask, "decides"),
    Route("POST", "/case/{case}/refuse", case.refuse, "decides"),
    Route("POST", "/case/{case}/remove", case.remove, "decides"),
    Route("POST", "/case/{case}/close", case.close, "decides"),
    Route("POST", "/case/{case}/restore", case.restore, "decides"),
    Route("POST", "/case/{case}/keep", case.keep, "decides"),
    Route("POST", "/case/{case}/undo", case.undo, "decides"),
    Route("POST", "/case/{case}/mute", case.mute, "decides"),
    Route("GET", "/case/{case}/line", lines.crisis, "desk"),
    Route("POST", "/case/{case}/line/post", lines.post_crisis, "desk"),
)


def add_routes(app: web.Application) -> None:
    """Put the table into an app."""
    for route in TABLE:
        add = app.router.add_get if route.method == "GET" else app.router.add_post
        add(route.path, route.view)
