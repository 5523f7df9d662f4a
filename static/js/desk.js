// What a desk's page shows stays true by itself: whatever a desk says, the server renders it again, and it is merged.

import { fetchPage, merge, oneAtATime } from "./refresh.js";
import { Socket, followDevice } from "./socket.js";
import { say } from "./words.js";

const place = document.querySelector("main").dataset;

const refresh = oneAtATime(async () => {
  const fresh = await fetchPage(place.self || location.href);
  if (fresh === false) location.assign("/queue");
  else if (fresh) document.querySelectorAll("[data-live]").forEach((part) => renew(part, fresh.getElementById(part.id)));
});

function renew(part, fresh) {
  if (!fresh) return;
  const at = document.activeElement?.closest("[id^='q-'], [id^='u-'], [id^='k-']")?.id;
  if ("sections" in part.dataset) renewLists(part, fresh);
  merge(part, fresh);
  if (at && document.activeElement === document.body) {
    document.getElementById(at)?.querySelector("a, button")?.focus({ preventScroll: true });
  }
}

// The lists of sections that stay are merged row by row, so that nobody's place in them is lost.
function renewLists(part, fresh) {
  for (const list of fresh.querySelectorAll("ol[id]")) {
    const old = document.getElementById(list.id);
    if (old && part.contains(old)) merge(old, list.cloneNode(true));
  }
}

/** Listen to the desks of this page. `read(frame)` gets what is no event. */
export function keepTrue() {
  const socket = new Socket({
    url: new URL(place.socket, location.href.replace(/^http/, "ws")).href,
    epoch: place.epoch,
    after: JSON.parse(place.channels),
    onState: (state) => (place.state = state),
    onFrame: read,
  });
  document.addEventListener("leave", () => socket.end());
  followDevice(socket);
  socket.connect();
  setInterval(countDown, 1_000);
}

function read(frame) {
  if (frame.t === "event" && concerns(frame)) refresh();
  else if (frame.t === "reload") refresh();
  else if (frame.t === "trouble") place.trouble = frame.what; // the page has a line for each
}

// A case's page asks only when its own case changed.
function concerns({ kind, data, now }) {
  const state = kind === "changed" ? now?.data : data;
  return !place.case || !state || state.case === place.case;
}

const since = new WeakMap();

// Seconds until a decision is carried out, from what the server said: its clock, not this device's.
function countDown() {
  for (const form of document.querySelectorAll("form.undo")) {
    if (!since.has(form)) since.set(form, performance.now());
    const left = Math.ceil(Number(form.dataset.left) - (performance.now() - since.get(form)) / 1000);
    form.querySelector(".countdown").textContent = left > 0 ? say("case.undo_left", { n: left }) : say("case.undo_now");
  }
}
