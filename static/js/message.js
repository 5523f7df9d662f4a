// An event as an element: the same that the server renders for the same row (heard live == shown on reload).
//
// The page carries one <template> for each shape, made by the macro that also renders rows, with every part in it;
// what a row does not have is taken out here. Parts are known by class alone:
//   t-message  article.message > p.message-head (.handle, .tag, time, .label) + p.message-text + .only-you (.what)
//   t-held     article.message.is-mine.is-held > the same, .only-you > .state + .why
//   t-notice   p.notice (joined, opened, closed, rules, notice)
//   t-gone     article.message.is-gone > p.message-head + p.label
//   t-day      h2.day
// Attributes: id (m-<seq>, h-<case>), data-channel, -seq, -rev, -by, -at, -kind; aria-labelledby names the handle.

import { clock, isoTime } from "./clock.js";
import { pieceText, say } from "./words.js";

const NOTICES = new Set(["joined", "opened", "closed", "rules", "notice"]);
const STAFF = new Set(["psychologist", "stand_in", "supporter", "supervisor"]);

/** The element of a room row or an own held row, or null for what is not shown. */
export function elementOf(event, me) {
  if (event.kind === "message") return messageOf(event, me);
  if (event.kind === "gone") return goneOf(event, me);
  if (event.kind === "held") return heldOf(event, me);
  return NOTICES.has(event.kind) ? noticeOf(event) : null;
}

/** Fill `parent` with a body's pieces: text as text, a hidden piece as its label in brackets. */
export function fillBody(parent, body) {
  parent.replaceChildren(...body.map((piece) => (typeof piece === "string" ? piece : pieceOf(piece))));
}

export function pieceOf(piece) {
  const span = document.createElement("span");
  span.className = "piece";
  span.dataset.k = piece.k;
  span.textContent = pieceText(piece);
  return span;
}
