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

// Whom this reader folds away: nobody else knows, so the page alone carries it.
function ignores(by) {
  return (document.querySelector("main").dataset.ignored ?? "").split(" ").includes(by);
}

function messageOf(event, me) {
  const mine = event.by === me;
  const element = marked(clone("t-message"), event, `m-${event.seq}`);
  element.dataset.handle = event.handle ?? "";
  element.classList.toggle("is-mine", mine);
  element.classList.toggle("is-psychologist", PSYCHOLOGISTS.has(event.seat));
  element.classList.toggle("is-ignored", ignores(event.by));
  if (!ignores(event.by)) element.querySelector(".folded").remove();
  head(element, event, mine);
  fillBody(element.querySelector(".message-text"), event.body ?? []);
  optional(element, ".wished", event.data.wish && say(`room.wished_${event.data.wish}`));
  optional(element, ".edited", event.data.edited && say("room.edited"));
  const about = event.data.label_own ?? (event.data.label && say(`about.${event.data.label}`));
  optional(element, ".about", about && say("room.content_label", { label: about }));
  quote(element, event.data.reply);
  react(element, event.data, me);
  door(element, event);
  if (!event.data.level || mine) element.querySelector(".reader")?.remove();
  const hidden = mine && enumerate(event.body ?? []);
  if (hidden) noteHidden(element, hidden, event);
  else element.querySelector(".only-you")?.remove();
  return element;
}

function noteHidden(element, labels, { seq, seat }) {
  element.querySelector(".what").textContent = say("hidden.note", { labels });
  const doubt = element.querySelector(".doubt");
  if (PSYCHOLOGISTS.has(seat)) return doubt.parentElement.remove(); // nobody decides on their own words
  doubt.setAttribute("href", doubt.getAttribute("href").replace(/\/m\/\d+\//, `/m/${seq}/`));
  return undefined;
}

function goneOf(event, me) {
  const element = marked(clone("t-gone"), event, `m-${event.seq}`);
  element.classList.toggle("is-mine", event.by === me);
  if (event.by !== me) element.querySelector(".outlives").remove();
  const label = element.querySelector(".label");
  if (event.data.code) label.firstChild.data = `${say(event.data.code)} `; // a psychologist took it away
  trim(label);
  head(element, event, event.by === me);
  return element;
}

// The server writes no space after a part that is not there.
function trim(element) {
  if (element.lastChild.nodeType === Node.TEXT_NODE) element.lastChild.data = element.lastChild.data.trimEnd();
}

const DRAWINGS = { with: "hug", heard: "ear", same: "same", thanks: "leaf" };
const QUOTED = 60; // code points of a quoted line (groups/web/phrases.py)

// Reactions are sentences: oneself first, of many two are named. Off where somebody may be in danger.
function react(element, { reactions, level }, me) {
  const line = element.querySelector(".reactions");
  const kinds = level ? [] : Object.keys(reactions ?? {});
  if (!kinds.length) return line.remove();
  line.dataset.own = kinds.filter((kind) => reactions[kind].some(([id]) => id === me)).join(" ");
  const use = line.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*$/, `#${DRAWINGS[kinds[0]]}`));
  line.querySelector(".says").textContent = kinds.map((kind) => reactedLine(kind, reactions[kind], me)).join(" ");
  return undefined;
}

function reactedLine(kind, who, me) {
  const others = who.filter(([id]) => id !== me).map(([, handle]) => handle);
  const names = others.length < who.length ? [say("react.you"), ...others] : others;
  const [first, last] = names.length < 3 ? names : [names.slice(0, 2).join(", "), say("react.others")];
  return say("react.line", { who: last ? say("list.and", { first, last }) : first, what: say(`react.said_${kind}`) });
}

// What a message answers, by reference: `seq` alone is known; its words are read where they stand (log.js).
function quote(element, seq) {
  if (!seq) {
    element.querySelector(".reply").remove();
    delete element.dataset.reply;
    return;
  }
  element.dataset.reply = seq;
  const link = element.querySelector(".reply a");
  link.setAttribute("href", link.getAttribute("href").replace(/before=.*$/, `before=${seq + 25}#m-${seq}`));
}

/** Fill a row's quote from the message it answers: its element, or a code of why there is nothing to quote. */
export function fillQuote(row, target) {
  const line = row.querySelector(".reply");
  const [link, lost] = [line.querySelector("a"), line.querySelector(".lost")];
  if (typeof target === "string") {
    const words = lost ?? line.appendChild(document.createElement("span"));
    words.className = "lost";
    words.textContent = say(target);
    link?.remove();
  } else {
    lost?.remove();
    link.querySelector(".quoted").textContent = quoteOf(target);
  }
}

/** "Embun Sore: Hari keempat puluh Ibu, aku mencuci piring ber…": one line of a message's element. */
export function quoteOf(element) {
  const { handle } = element.dataset;
  const line = element.querySelector(".message-text").textContent.replace(/[ \t\r\n]+/g, " ").replace(/^ | $/g, "");
  const points = [...line];
  const short = points.length > QUOTED ? `${points.slice(0, QUOTED - 1).join("").replace(/ +$/, "")}…` : line;
  return handle ? `${handle}: ${short}` : short;
}

/** An own message as it stands in a field to be edited: hidden pieces as `⟦nomor telepon A⟧`. */
export function fieldText(row) {
  const parts = [...row.querySelector(".message-text").childNodes];
  return parts.map((part) => (part.nodeType === 3 ? part.data : part.textContent.replace(/^\[(.*)\]$/, "⟦$1⟧"))).join("");
}

// To what one can do to it: the sheet with a script (menu.js), a page of its own without.
function door(element, event) {
  const link = element.querySelector(".more");
  link.setAttribute("href", link.getAttribute("href").replace(/\d+$/, event.seq));
  link.setAttribute("aria-label", say("act.menu", { handle: event.handle ?? "", time: clockShort(event.at) }));
}

function noticeOf(event) {
  const element = marked(clone("t-notice"), event, `n-${event.seq}`);
  element.textContent = noticeSays(event);
  return element;
}

function noticeSays({ data, kind, handle }) {
  if (kind === "notice") return say(data.code, data.values);
  if (kind === "joined" && !handle) return say("notice.joined_left");
  return say(`notice.${kind}`, { ...data, handle });
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
  if (words && found) found.textContent = words; // a shape without this part has no place for it
  else found?.remove();
}

function marked(element, event, id) {
  element.id = id;
  const { c, seq, rev, by, at, kind } = event;
  Object.assign(element.dataset, { channel: c, seq, rev, by: by ?? "", at, kind });
  return element;
}
