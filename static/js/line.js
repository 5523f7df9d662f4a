// A line: a room for two. What is said comes from the server's own rendering; what is typed goes out once, in order.

import { Composer } from "./composer.js";
import { leave } from "./exit.js";
import { clone } from "./message.js";
import { Outbox, newId } from "./outbox.js";
import { fetchPage, merge, oneAtATime } from "./refresh.js";
import { Socket, followDevice } from "./socket.js";
import { say } from "./words.js";

const main = document.querySelector("main.room");
const place = main.dataset;
const own = document.body.dataset.device === "own" ? localStorage : null; // a shared device keeps nothing
const list = document.getElementById("log");
const anyway = document.getElementById("tanpa"); // staff, where the check fails: send all the same
const inCrisis = place.room.startsWith("case:"); // nothing is hidden there: there is nothing to preview

const socket = new Socket({
  url: new URL(place.socket, location.href.replace(/^http/, "ws")).href,
  epoch: place.epoch,
  after: JSON.parse(place.channels),
  onState: showState,
  onFrame: (frame) => FRAMES[frame.t]?.(frame),
});

const outbox = new Outbox({
  storage: own,
  name: `outbox.${place.room}`,
  send: (item) => socket.send({ t: "post", channel: place.room, ...item }),
  onChange: showUnsent,
  onSilence: () => socket.drop(),
});

const composer = new Composer(document.getElementById("tulis"), {
  onSend: ({ text }) => outbox.add({ id: newId(), text, ...(unchecked() ? { unchecked: true } : {}) }),
  preview: ({ n, text }) => socket.state === "live" && socket.send({ t: "preview", channel: place.room, n, text }),
  draft: own,
  name: `draft.${place.room}`,
});
composer.isOff = inCrisis;

const FRAMES = {
  ready: () => outbox.flush(),
  event: () => refresh(),
  ack(answer) {
    const item = outbox.settle(answer.id);
    if (anyway) anyway.hidden = true;
    if (answer.action === "refuse" && item) composer.giveBack(item.text, [...sentences(answer), answer.text]);
    if (answer.action === "hold") composer.say(answer.text);
  },
  error: (error) => error.id && notTaken(error),
  preview: (answer) => composer.show(answer),
  reload: () => startOver(),
};

const LATER = { too_fast: 1_000, unavailable: 10_000, not_open: 500 }; // ms until it is tried again by itself

function notTaken({ id, code, text, retry_after: wait }) {
  if (code in LATER) {
    outbox.postpone(id, Math.max(wait ?? 0, LATER[code]));
    return;
  }
  const item = outbox.settle(id);
  if (item) composer.giveBack(item.text, [text]);
  if (anyway) anyway.hidden = code !== "unchecked";
}

// The button was tapped, which is the only way in which words go without a check; once.
let agreed = false;
anyway?.addEventListener("click", () => (agreed = true));
function unchecked() {
  const asked = agreed;
  agreed = false;
  return asked;
}

function sentences({ reasons }) {
  return (reasons ?? []).map((reason) => reason.text);
}

const refresh = oneAtATime(async () => {
  const fresh = await fetchPage();
  if (fresh === false) return socket.end(4003);
  if (fresh) takeOver(fresh);
  return undefined;
});

function takeOver(fresh) {
  const wasAtEnd = list.parentElement.scrollTop > -40;
  merge(list, fresh.getElementById("log"));
  merge(document.getElementById("siapa"), fresh.getElementById("siapa"));
  if (wasAtEnd) list.parentElement.scrollTop = 0;
}

async function startOver() {
  const fresh = await fetchPage();
  if (!fresh) return fresh === false ? socket.end(4003) : socket.drop();
  takeOver(fresh);
  const now = fresh.querySelector("main.room").dataset;
  return socket.restart(now.epoch, JSON.parse(now.channels));
}

const ENDED = { 4001: "room.signed_out", 4003: "line.over" };

function showState(state, why) {
  place.state = state;
  const banner = document.getElementById("banner");
  banner.hidden = state === "live" || state === "opening";
  banner.querySelector(".says").textContent = say(ENDED[why] ?? "room.lost_net");
  if (state === "live") showUnsent();
  else outbox.lost();
  if (state !== "ended") return;
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
followDevice(socket);
socket.connect();
