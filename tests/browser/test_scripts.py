"""The parts that must hold under bad luck, alone: pauses, order, and what a device keeps."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.people import Circle


def run(page: Page, script: str, work: str) -> object:
    """What `work(module)` gives for a script of the page."""
    page.evaluate(f"async () => {{ window.module = await import('/static/js/{script}'); }}")
    return page.evaluate(f"() => ({work})(window.module)")


def test_a_crowd_comes_back_spread_out_and_never_later_than_30_seconds(circle: Circle) -> None:
    page = circle.person("sari").enter().page
    longest = run(page, "socket.js", "({ pause }) => [0, 1, 2, 6, 20].map((n) => pause(1006, n, () => 1))")
    assert longest == [500, 1000, 2000, 30000, 30000]
    edges = run(page, "socket.js", "({ pause }) => [pause(1006, 9, () => 0), pause(1001, 9, () => 1)]")
    assert edges == [0, 5000]


def test_posts_go_out_in_order_one_at_a_time_and_stay_until_they_are_answered(circle: Circle) -> None:
    page = circle.person("sari").enter().page
    work = """({ Outbox }) => {
      const sent = [], box = new Outbox({ storage: null, name: "t", onChange() {}, onSilence() {},
        send: (item) => sent.push(item.id) });
      for (const id of ["a", "b", "c"]) box.add({ id });
      box.settle("a");
      box.lost();
      box.flush();
      box.settle("b");
      box.settle("c");
      return [sent, box.items];
    }"""
    assert run(page, "outbox.js", work) == [["a", "b", "b", "c"], []]


def test_a_seen_event_is_not_shown_again_and_a_hole_loads_anew(circle: Circle) -> None:
    page = circle.person("sari").enter().page
    work = """({ Socket }) => {
      const heard = [], line = { readyState: 1, send() {}, close() {} };
      const socket = new Socket({ url: "", epoch: "", after: { "room:g": 2 }, onState() {}, make: () => line,
        onFrame: (frame) => heard.push(frame.t === "event" ? frame.seq : frame.t) });
      socket.connect();
      const say = (seq) => line.onmessage({ data: JSON.stringify({ t: "event", c: "room:g", seq }) });
      [2, 3, 3, 5].forEach(say);
      socket.end();
      return heard;
    }"""
    assert run(page, "socket.js", work) == [3, "reload", 5]


def test_a_shared_phone_keeps_no_words(circle: Circle) -> None:
    page = circle.person("sari").enter().page
    work = """({ Outbox }) => {
      const box = new Outbox({ storage: null, name: "t", onChange() {}, onSilence() {}, send: () => false });
      box.add({ id: "a", text: "kata" });
      return [box.items.length, localStorage.length, sessionStorage.length];
    }"""
    assert run(page, "outbox.js", work) == [1, 0, 0]


def test_a_full_device_loses_no_post(circle: Circle) -> None:
    page = circle.person("sari").enter().page
    work = """({ Outbox }) => {
      const full = { getItem: () => null, removeItem() {}, setItem() { throw new Error("full"); } };
      const box = new Outbox({ storage: full, name: "t", onChange() {}, onSilence() {}, send: () => false });
      box.add({ id: "a" });
      return box.items.length;
    }"""
    assert run(page, "outbox.js", work) == 1
