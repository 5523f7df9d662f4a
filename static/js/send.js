// A plain form, sent without leaving the page. The server answers a script as it answers a browser: a redirect is "done",
// a page is what it has to say.

import { say } from "./words.js";

const PATIENCE = 15_000; // ms

/** {done, told}: `told` are sentences; what did not go out says so. */
export async function send(url, fields) {
  try {
    const reply = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (reply.type === "opaqueredirect") return { done: true, told: [] };
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    return { done: reply.ok, told: sentences(page) };
  } catch {
    return { done: false, told: [say("act.not_sent")] };
  }
}

/** {text, told}: what the answering page has in its field, null when it was not done. */
export async function sendForText(url, field) {
  try {
    const reply = await fetch(url, { method: "POST", body: new URLSearchParams(), signal: AbortSignal.timeout(PATIENCE) });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    return { text: reply.ok ? page.querySelector(field).value : null, told: sentences(page) };
  } catch {
    return { text: null, told: [say("act.not_sent")] };
  }
}

function sentences(page) {
  const place = page.querySelector("main [role='alert'], main [role='status']") ?? page.querySelector("main");
  const lines = [...(place?.querySelectorAll("p:not(.state)") ?? [])].map((line) => line.textContent.trim());
  return lines.length ? lines.filter(Boolean) : [place?.textContent.trim() ?? say("act.not_sent")];
}
