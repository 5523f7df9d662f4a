// The queue stays true by itself: whatever a desk says, the list is rendered by the server again, and merged.

import { fetchPage, merge, oneAtATime } from "./refresh.js";
import { Socket, followDevice } from "./socket.js";

const place = document.querySelector("main").dataset;

const refresh = oneAtATime(async () => {
  const fresh = await fetchPage();
  if (fresh === false) location.reload();
  else if (fresh) merge(document.querySelector("[data-live]"), fresh.querySelector("[data-live]"));
});

function read(frame) {
  if (frame.t === "event") refresh();
  else if (frame.t === "reload") location.reload();
  else if (frame.t === "trouble") place.trouble = frame.what; // the page has a line for each
}

function listen() {
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
}

if (place.socket && document.querySelector("[data-live]")) listen();
