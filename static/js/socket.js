// One connection that resumes by itself (docs/protocol.md). States: offline, opening, resuming, live, ended.

const STOP = new Set([4001, 4003]);
const PATIENCE = 15_000; // ms for a connection to open, or for a post to be answered

/** Milliseconds to wait before attempt n (0, 1, ...) after a close code: full jitter, so that a crowd spreads out. */
export function pause(code, attempt, random = Math.random) {
  if (code === 1001) return random() * 5_000;
  return random() * Math.min(30_000, 500 * 2 ** attempt);
}

export class Socket {
  /** `after` ({channel: seq}) is kept up to date here; `onState(state, why)`, `onFrame(frame)`. */
  constructor({ url, epoch, after, onState, onFrame, make = (to) => new WebSocket(to, "lingkar.1") }) {
    Object.assign(this, { url, epoch, after: { ...after }, onState, onFrame, make });
    this.state = "offline";
    this.attempt = 0;
    this.known = false;
  }

  connect() {
    if (this.state === "ended" || this.line) return;
    clearTimeout(this.timer);
    this.#become(this.known ? "resuming" : "opening");
    const line = (this.line = this.make(this.url));
    this.timer = setTimeout(() => this.#lost(line, 1006), PATIENCE);
    line.onopen = () => this.send({ t: "open", epoch: this.epoch, after: this.after });
    line.onmessage = (message) => line === this.line && this.#read(JSON.parse(message.data));
    line.onclose = (close) => this.#lost(line, close.code);
  }

  /** True when the frame was handed to an open connection; nothing is queued here. */
  send(frame) {
    if (this.line?.readyState !== 1) return false;
    this.line.send(JSON.stringify(frame));
    return true;
  }

  /** The connection is not to be trusted any more (network gone, no answer): drop it and resume. */
  drop() {
    if (this.line) this.#lost(this.line, 1006);
  }

  /** Try at once, without waiting out the pause: the network came back, or the page is looked at again. */
  wake() {
    if (this.line) return;
    this.attempt = 0;
    this.connect();
  }

  /** Start over from a page that was loaded anew. */
  restart(epoch, after) {
    Object.assign(this, { epoch, after: { ...after }, known: false });
    this.drop();
    this.wake();
  }

  end(why) {
    clearTimeout(this.timer);
    const line = this.line;
    this.line = null;
    this.#become("ended", why);
    line?.close();
  }

  #read(frame) {
    if (frame.t === "ready") return this.#ready(frame);
    if (frame.t === "event" && !this.#isNext(frame)) return undefined;
    return this.onFrame(frame);
  }

  #ready(frame) {
    clearTimeout(this.timer);
    this.epoch = frame.epoch;
    this.known = true;
    this.attempt = 0;
    for (const [channel, floor] of Object.entries(frame.floors ?? {})) {
      if (channel in this.after) this.after[channel] = Math.max(this.after[channel], floor);
    }
    this.#become("live");
    this.onFrame(frame);
  }

  // Seen already: not again. A hole would be silent loss: the page is loaded anew instead.
  #isNext({ c, seq }) {
    const last = this.after[c] ?? 0;
    if (seq <= last) return false;
    if (last && seq > last + 1) this.onFrame({ t: "reload", why: "gap" });
    this.after[c] = seq;
    return true;
  }

  #lost(line, code) {
    if (line !== this.line) return;
    this.line = null;
    clearTimeout(this.timer);
    line.close();
    if (STOP.has(code)) return this.#become("ended", code);
    this.#become("offline", code);
    this.timer = setTimeout(() => this.connect(), pause(code, this.attempt++));
  }

  #become(state, why) {
    this.state = state;
    this.onState(state, why);
  }
}

/** Keep a socket in step with the device: offline at once, back at once, and fresh after a long sleep. */
export function followDevice(socket, asleep = 60_000) {
  let hiddenAt = Infinity;
  addEventListener("offline", () => socket.drop());
  addEventListener("online", () => socket.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (Date.now() - hiddenAt > asleep) {
      socket.drop();
      socket.wake();
    } else socket.wake();
  });
}
