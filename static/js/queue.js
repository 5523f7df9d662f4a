// The queue and a case page stay true by themselves: whatever a desk says, the list is rendered by the server again.

import { fetchPage, merge, oneAtATime } from "./refresh.js";
import { Socket, followDevice } from "./socket.js";

const main = document.querySelector("main");
const list = () => document.querySelector("[data-live]");

const refresh = oneAtATime(async () => {
  const fresh = (await fetchPage())?.querySelector("[data-live]");
  if (fresh) merge(list(), fresh);
});

const socket = new Socket({
  url: new URL(main.dataset.socket, location.href.replace(/^http/, "ws")).href,
  epoch: main.dataset.epoch,
  after: JSON.parse(main.dataset.channels),
  onState: (state) => (main.dataset.state = state),
  onFrame: read,
});

function read(frame) {
  if (frame.t === "event") refresh();
  else if (frame.t === "reload") location.reload();
  else if (frame.t === "trouble") main.dataset.trouble = frame.what;
}

document.addEventListener("leave", () => socket.end());
followDevice(socket);
socket.connect();
