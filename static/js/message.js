// An event as an element: the same that the server renders for the same row (heard live == shown on reload).
//
// The page carries a <template> for each shape (templates/parts/message.html), made by the macro that renders rows,
// with every part in it. What a row does not have is taken out here; a part is known by its class.

import { clockShort, dayKey, dayOf, isoTime } from "./clock.js";
import { pieceText, say } from "./words.js";

const PSYCHOLOGISTS = new Set(["psychologist", "stand_in"]);
const NOTICES = new Set(["joined", "opened", "closed", "rules", "notice"]);

/** The element of a row of the room, or null for what only the server can render. */
export function elementOf(event, me) {
  if (event.kind === "message") return messageOf(event, me);
  if (event.kind === "gone") return goneOf(event, me);
  return NOTICES.has(event.kind) ? noticeOf(event) : null;
}

/** Fill `parent` with a body's pieces: text as text, a hidden piece as its label in brackets. */
export function fillBody(parent, body) {
  parent.replaceChildren(...body.map((piece) => (typeof piece === "string" ? piece : pieceOf(piece))));
}

/** A hidden piece, readable aloud. */
export function pieceOf(piece) {
  const span = document.createElement("span");
  span.className = "piece";
  span.dataset.k = piece.k;
  span.textContent = pieceText(piece);
  return span;
}

/** The heading before the first row of a day. */
export function dayHeading(ms) {
  const heading = clone("t-day");
  heading.id = `d-${dayKey(ms)}`;
  heading.textContent = dayOf(ms);
  return heading;
}

/** A copy of a template's element. */
export function clone(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** The kinds of a body's hidden pieces as one enumeration: "nama, alamat dan surel", each once. */
export function enumerate(body) {
  const labels = [...new Set(body.filter((piece) => piece.k).map((piece) => say(`label.${piece.k}`)))];
  if (labels.length < 2) return labels.join("");
  return say("list.and", { first: labels.slice(0, -1).join(", "), last: labels.at(-1) });
}

function messageOf(event, me) {
  const mine = event.by === me;
  const element = marked(clone("t-message"), event, `m-${event.seq}`);
  element.classList.toggle("is-mine", mine);
  element.classList.toggle("is-psychologist", PSYCHOLOGISTS.has(event.seat));
  head(element, event, mine);
  fillBody(element.querySelector(".message-text"), event.body ?? []);
  optional(element, ".wished", event.data.wish && say(`room.wished_${event.data.wish}`));
  optional(element, ".about", event.data.label && say("room.content_label", { label: event.data.label }));
  if (!event.data.level || mine) element.querySelector(".reader")?.remove();
  const hidden = mine && enumerate(event.body ?? []);
  if (hidden) element.querySelector(".what").textContent = say("hidden.note", { labels: hidden });
  else element.querySelector(".only-you")?.remove();
  return element;
}

function goneOf(event, me) {
  const element = marked(clone("t-gone"), event, `m-${event.seq}`);
  element.classList.toggle("is-mine", event.by === me);
  head(element, event, event.by === me);
  return element;
}

function noticeOf(event) {
  const { data, kind } = event;
  const element = marked(clone("t-notice"), event, `n-${event.seq}`);
  element.textContent = kind === "notice" ? say(data.code, data.values) : say(`notice.${kind}`, data);
  return element;
}

function head(element, event, mine) {
  const name = element.querySelector(".handle");
  if (event.handle) {
    name.id = `${element.id}-by`;
    name.textContent = mine ? say("room.you", { handle: event.handle }) : event.handle;
  } else name.remove();
  if (element.hasAttribute("aria-labelledby")) element.setAttribute("aria-labelledby", `${element.id}-by`);
  optional(element, ".tag", event.seat && event.seat !== "member" && say(`seat.${event.seat}`));
  const time = element.querySelector("time");
  time.dateTime = isoTime(event.at);
  time.textContent = clockShort(event.at);
}

function optional(element, part, words) {
  const found = element.querySelector(part);
  if (words) found.textContent = words;
  else found?.remove();
}

function marked(element, event, id) {
  element.id = id;
  const { c, seq, rev, by, at, kind } = event;
  Object.assign(element.dataset, { channel: c, seq, rev, by: by ?? "", at, kind });
  return element;
}
