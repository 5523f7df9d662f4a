// The room: what is said enters the list, what is typed goes out, and a lost connection costs nothing.

import { Composer } from "./composer.js";
import { leave } from "./exit.js";
import { Log } from "./log.js";
import { clone } from "./message.js";
import { Outbox, newId } from "./outbox.js";
import { fetchPage, merge, oneAtATime } from "./refresh.js";
import { Socket, followDevice } from "./socket.js";
import { say } from "./words.js";

const main = document.querySelector("main.room");
const place = main.dataset;
const own = document.body.dataset.device === "own" ? localStorage : null; // a shared device keeps nothing
const list = document.getElementById("log");
const log = new Log(list, place.me);
const SHEETS = ["siapa", "pembaca"]; // who reads this: true again after somebody joined

const socket = new Socket({
  url: new URL(place.socket, location.href.replace(/^http/, "ws")).href,
  epoch: place.epoch,
  after: JSON.parse(place.channels),
  onState: showState,
  onFrame: (frame) => FRAMES[frame.t]?.(frame),
});

const outbox = new Outbox({
  storage: own,
  name: `outbox.${place.me}`,
  send: ({ id, text, wish, roster }) => socket.send({ t: "post", channel: place.room, id, text, roster, wish }),
  onChange: showUnsent,
  onSilence: () => socket.drop(),
});

const composer = new Composer(document.getElementById("tulis"), {
  onSend: ({ text, wish }) => outbox.add({ id: newId(), text, wish, roster: Number(place.roster) }),
  preview: ({ n, text }) => socket.state === "live" && socket.send({ t: "preview", channel: place.room, n, text }),
  draft: own,
  name: `draft.${place.me}`,
});

const FRAMES = {
  ready({ build }) {
    place.stale = place.build && build !== place.build ? "yes" : "";
    outbox.flush();
    renew();
  },
  event(event) {
    const shown = event.kind === "changed" ? event.now : event;
    if (shown?.kind === "joined") place.roster = Math.max(place.roster, shown.seq);
    const asks = !event.c.startsWith("room:") || (shown && !log.take(shown)) || shown?.kind === "joined";
    if (asks) refresh();
  },
  ack(answer) {
    const item = outbox.settle(answer.id);
    if (answer.action === "refuse" && item) composer.giveBack(item.text, [...sentences(answer), answer.text]);
    if (answer.action === "hold") composer.say(answer.text);
    renew();
  },
  error(error) {
    if (error.roster) place.roster = Math.max(place.roster, error.roster);
    if (error.id) notTaken(error);
  },
  preview: (answer) => composer.show(answer),
  reload: () => startOver(),
};

const LATER = { too_fast: 1_000, unavailable: 10_000, not_open: 500 }; // ms until it is tried again by itself

function notTaken({ id, code, text, retry_after: wait, help }) {
  if (code in LATER) {
    outbox.postpone(id, Math.max(wait ?? 0, LATER[code]));
    if (code !== "not_open") composer.tell([text]);
  } else {
    const item = outbox.settle(id);
    if (item) composer.giveBack(item.text, [text]);
  }
  if (help) document.querySelector("details.help").open = true;
}

function sentences({ reasons }) {
  return (reasons ?? []).map((reason) => reason.text);
}

// The server's own rendering of what only it can render; merged, so that what is being written stays.
const refresh = oneAtATime(async () => {
  const fresh = await fetchPage();
  if (fresh === false) socket.end(4003);
  if (!fresh) return;
  const head = JSON.parse(fresh.querySelector("main").dataset.channels)[place.room];
  merge(list, fresh.getElementById("log"), (row) => isBeyond(row, head, fresh));
  takeOver(fresh);
});

// Rows that came while the page was under way, and older ones than it shows, stay.
function isBeyond(row, head, fresh) {
  const first = fresh.querySelector("#log [data-channel^='room:']");
  const seq = row.dataset.channel === place.room ? Number(row.dataset.seq) : 0;
  return seq > head || (seq > 0 && first !== null && seq < Number(first.dataset.seq));
}

function takeOver(fresh) {
  place.roster = Math.max(place.roster, fresh.querySelector("main").dataset.roster);
  for (const id of SHEETS) {
    const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
    if (old && now) old.replaceChildren(...document.adoptNode(now).childNodes);
  }
}

// Another data set, or too much missed: the whole list anew, and the socket from where the new page stands.
async function startOver() {
  const fresh = await fetchPage();
  if (!fresh) return fresh === false ? socket.end(4003) : socket.drop();
  const now = fresh.querySelector("main.room");
  list.replaceChildren(...document.adoptNode(now.querySelector("#log")).childNodes);
  Object.assign(place, { roster: now.dataset.roster, channels: now.dataset.channels });
  return socket.restart(now.dataset.epoch, JSON.parse(now.dataset.channels));
}

// A newer release is running: take it when nothing is being written.
function renew() {
  if (place.stale && !outbox.items.length && !composer.field.value) location.reload();
}

const ENDED = { 4001: "room.signed_out", 4003: "room.no_longer" };

function showState(state, why) {
  place.state = state;
  const banner = document.getElementById("banner");
  banner.hidden = state === "live" || state === "opening";
  banner.querySelector(".says").textContent = say(ENDED[why] ?? "room.lost_net");
  if (state === "live") showUnsent();
  else outbox.lost();
  if (state === "ended") shut(why);
}

// Signed out or no longer here: the group's words leave the screen; a shared phone shows nothing at all any more.
function shut(why) {
  list.replaceChildren();
  if (why === 4001 && !own) leave({ tell: false });
}

function showUnsent() {
  const waiting = socket.state === "live" && !outbox.pausing ? [] : outbox.items;
  document.getElementById("outbox").replaceChildren(...waiting.map(unsent));
  const note = document.querySelector("#banner .unsent-note");
  note.hidden = !waiting.length;
  note.textContent = say(own ? "room.unsent" : "room.unsent_shared");
}

function unsent({ id, text }) {
  const element = clone("t-unsent");
  element.id = `u-${id}`;
  element.querySelector(".handle").textContent = say("room.you", { handle: place.meHandle });
  element.querySelector(".message-text").textContent = text;
  return element;
}

document.addEventListener("leave", () => {
  socket.end();
  outbox.clear();
});
if (!new URLSearchParams(location.search).has("before")) {
  followDevice(socket);
  socket.connect();
}
