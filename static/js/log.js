// The list of messages: a live row enters where a reload would show it.

import { dayKey } from "./clock.js";
import { dayHeading, elementOf } from "./message.js";

const NEAR = 5 * 60_000; // a second message of one author within this time stands under the first one's name
const ROWS = "[data-channel^='room:']";

export class Log {
  constructor(list, me) {
    this.list = list;
    this.me = me;
  }

  /** Add a row of the room, or put its newer state in its place. False: only the server can render this one. */
  take(event) {
    const element = elementOf(event, this.me);
    if (!element) return event.kind === "changed";
    const old = this.#row(event.seq);
    if (old && Number(old.dataset.rev) >= event.rev) return true;
    const previous = old ? rowBefore(old) : this.#lastBelow(event.seq);
    element.classList.toggle("is-same", isSame(previous, event));
    if (old) old.replaceWith(element);
    else this.#insert(element, event.at, previous);
    return true;
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

  #row(seq) {
    return this.list.querySelector(`${ROWS}[data-seq="${Number(seq)}"]`);
  }
}

function rowBefore(element) {
  const before = element.previousElementSibling;
  return before?.matches(".day") ? before.previousElementSibling : before;
}

function isSame(previous, event) {
  if (event.kind !== "message" || previous?.dataset.kind !== "message") return false;
  return previous.dataset.by === event.by && event.at - Number(previous.dataset.at) <= NEAR;
}
