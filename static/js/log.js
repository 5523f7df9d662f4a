// The list of messages: a live row enters where a reload would show it.

import { dayKey } from "./clock.js";
import { dayHeading, elementOf, fillQuote } from "./message.js";

const NEAR = 5 * 60_000; // a second message of one author within this time stands under the first one's name
const ROWS = "[data-channel^='room:']";

export class Log {
  /** `from`: the first seq that this reader may read. */
  constructor(list, me, from) {
    Object.assign(this, { list, me, from });
  }

  /** Add a row of the room, or put its newer state in its place. False: only the server can render this one. */
  take(event) {
    const element = elementOf(event, this.me);
    if (!element) return event.kind === "changed";
    const old = this.row(event.seq);
    if (old && Number(old.dataset.rev) >= event.rev) return true;
    this.#renewQuotesOf(element);
    if (!old && this.#isOlder(event.seq)) return true;
    const known = this.#quote(element, old);
    const previous = old ? rowBefore(old) : this.#lastBelow(event.seq);
    join(previous, element);
    if (old) old.replaceWith(element);
    else this.#insert(element, event.at, previous);
    const next = old && element.nextElementSibling;
    if (next?.dataset.seq) join(element, next);
    return known;
  }

  /** Make the list what a fresh page shows, without its newer rows (above `head`) and its older ones being lost. */
  sync(fresh, head) {
    const wanted = [...fresh.children];
    const first = wanted.find((row) => row.dataset.seq);
    const older = this.#olderThan(first, wanted);
    const newer = [...this.list.querySelectorAll(ROWS)].filter((row) => Number(row.dataset.seq) > head);
    if (newer.length && wanted[0]?.id === "empty") wanted.shift();
    let at = this.list.firstElementChild;
    for (const element of [...older, ...wanted, ...headed(wanted.at(-1), newer)]) at = this.#place(element, at);
    while (at) {
      const next = at.nextElementSibling;
      at.remove();
      at = next;
    }
  }

  /** Older rows, from the page that holds them, before the first one here. */
  prepend(fresh) {
    const first = this.list.querySelector(".day");
    const rows = [...fresh.children].filter((row) => row.id !== "older" && !this.#has(row));
    if (first && rows.some((row) => row.id === first.id)) first.remove();
    this.list.querySelector("#older")?.remove();
    this.list.prepend(...rows.map((row) => document.adoptNode(row)));
    const older = fresh.querySelector("#older");
    if (older) this.list.prepend(document.adoptNode(older));
  }

  /** The element of a message that stands here, or null. */
  row(seq) {
    return this.list.querySelector(`${ROWS}[data-seq="${Number(seq)}"]`);
  }

  /** The headings say today and yesterday as it is now. */
  renameDays() {
    for (const day of this.list.querySelectorAll(".day")) {
      const row = day.nextElementSibling;
      const words = row?.dataset.at && dayHeading(Number(row.dataset.at)).textContent;
      if (words && words !== day.textContent) day.textContent = words;
    }
  }

  // A row that is already here keeps its place: pages may overlap by one that was shown meanwhile.
  #has(row) {
    return row.classList.contains("newer") || (row.dataset.seq && document.getElementById(row.id) !== null);
  }

  // A change of a row above the first one loaded: it is read when its page is.
  #isOlder(seq) {
    const first = this.list.querySelector(ROWS);
    return first !== null && this.list.querySelector("#older") !== null && seq < Number(first.dataset.seq);
  }

  // Quotes are references: rows that answer this one say what it says now.
  #renewQuotesOf(element) {
    for (const row of this.list.querySelectorAll(`[data-reply="${Number(element.dataset.seq)}"]`)) {
      if (row.querySelector(".reply a")) fillQuote(row, element.dataset.kind === "gone" ? "reply.gone" : element);
    }
  }

  // What this row answers, from where it stands. False: it does not stand here, only the server has the words.
  #quote(element, old) {
    const seq = Number(element.dataset.reply);
    if (!seq) return true;
    const target = this.row(seq);
    if (target?.dataset.kind === "message") fillQuote(element, target);
    else if (target || seq < this.from) fillQuote(element, target ? "reply.gone" : "reply.before");
    else if (old?.dataset.reply) element.querySelector(".reply").replaceWith(old.querySelector(".reply"));
    else return false;
    return true;
  }

  // What was loaded of earlier pages stays; the fresh page's own link and doubled heading go.
  #olderThan(first, wanted) {
    const rows = [...this.list.children];
    const isOlder = (row) => row.dataset.seq && isBefore(row, first);
    const last = first ? rows.findLastIndex(isOlder) : -1;
    if (last < 0) return [];
    const kept = rows.slice(0, last + 1);
    const headings = new Set(kept.map((row) => row.id));
    wanted.splice(0, wanted.length, ...wanted.filter((row) => row.id !== "older" && !headings.has(row.id)));
    return kept;
  }

  // Put an element where `at` is, or leave the equal one that stands there; the answer is what comes next.
  #place(element, at) {
    const old = [...this.list.children].find((each) => each.id === element.id);
    const chosen = old?.isEqualNode(element) ? old : element;
    const next = old && old === at ? at.nextElementSibling : at;
    if (chosen !== old) old?.remove();
    if (chosen !== at) this.list.insertBefore(chosen, next);
    return next;
  }

  // A day's heading stands before its first row.
  #insert(element, at, previous) {
    this.list.querySelector("#empty")?.remove();
    if (previous) previous.after(element);
    else this.list.append(element);
    if (!previous || dayKey(Number(previous.dataset.at)) !== dayKey(at)) element.before(dayHeading(at));
  }

  // Rows of the room go by seq; an own held one keeps its place in time among them.
  #lastBelow(seq) {
    const rows = [...this.list.querySelectorAll("[data-seq]")];
    return rows.findLast((row) => !row.matches(ROWS) || Number(row.dataset.seq) < seq) ?? null;
  }
}

function rowBefore(element) {
  const before = element.previousElementSibling;
  return before?.matches(".day") ? before.previousElementSibling : before;
}

// Rows of the room go by seq, own held ones by time.
function isBefore(row, first) {
  const both = row.matches(ROWS) && first.matches(ROWS);
  return both ? Number(row.dataset.seq) < Number(first.dataset.seq) : Number(row.dataset.at) < Number(first.dataset.at);
}

// Newer rows after the last of a fresh page, with the headings of their days.
function headed(previous, rows) {
  const out = [];
  for (const row of rows) {
    const at = Number(row.dataset.at);
    if (!previous?.dataset.at || dayKey(Number(previous.dataset.at)) !== dayKey(at)) out.push(dayHeading(at));
    join(previous, row);
    out.push(row);
    previous = row;
  }
  return out;
}

const CLASSES = ["message", "is-mine", "is-ignored", "is-same", "is-psychologist"]; // in the server's order

// A row after another: under the same name or under its own.
function join(previous, row) {
  row.classList.toggle("is-same", isSame(previous, row));
  if (row.dataset.kind !== "message") return;
  const others = [...row.classList].filter((name) => !CLASSES.includes(name));
  row.className = [...CLASSES.filter((name) => row.classList.contains(name)), ...others].join(" ");
}

function isSame(previous, { dataset: { kind, by, at } }) {
  if (kind !== "message" || previous?.dataset.kind !== "message") return false;
  return previous.dataset.by === by && Number(at) - Number(previous.dataset.at) <= NEAR;
}
