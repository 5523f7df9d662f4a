// "Butuh bantuan" stands in the page and works without this. Scripts add: Escape and a tap beside it close it, the
// call goes out without leaving the page, and where it did not go out the sheet says so at once (CARE C1).

import { newId } from "./outbox.js";
import { say } from "./words.js";

const PATIENCE = 10_000; // ms until a call without an answer counts as not sent

export function wireHelp(help = document.querySelector("details.help")) {
  if (!help) return;
  document.addEventListener("keydown", (key) => {
    if (key.key !== "Escape" || !help.open) return;
    help.open = false;
    help.querySelector("summary").focus();
  });
  document.addEventListener("click", (click) => {
    const door = click.target.closest?.("[data-act='help']");
    if (door) openHelp(help, door);
    else if (!help.contains(click.target)) help.open = false;
  });
  document.addEventListener("submit", (submit) => {
    if (!submit.target.matches("form.call-now")) return;
    submit.preventDefault();
    call(submit.target, help);
  });
}

// From elsewhere on the page; the button in a "not sent" banner is the call itself.
function openHelp(help, door) {
  help.open = true;
  help.querySelector("summary").focus();
  if (door.closest(".banner")) help.querySelector("form.call-now")?.requestSubmit();
}

async function call(form, help) {
  help.open = true;
  answer(form, say("help.calling"), false);
  const sent = navigator.onLine ? await post(form) : null;
  if (sent) answer(form, sent, false);
  else answer(form, `${say("help.not_sent")}. ${say("help.not_sent_now")}`, true);
}

// The server's own true sentence (who was told, who reads when), or null when it did not go out. One call is one
// case, however often it is tapped: its id stays until it was answered.
async function post(form) {
  form.dataset.call ??= newId();
  try {
    const body = new URLSearchParams({ id: form.dataset.call });
    const reply = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    if (!reply.ok) return null;
    delete form.dataset.call;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    return page.querySelector("main [role=status]")?.textContent ?? say("help.sent");
  } catch {
    return null;
  }
}

function answer(form, text, failed) {
  const line = form.parentElement.querySelector(".call-answer") ?? newLine(form);
  line.setAttribute("role", failed ? "alert" : "status");
  line.classList.toggle("is-wait", failed);
  line.textContent = text;
  if (failed) form.querySelector("button").textContent = say("help.call_again");
}

function newLine(form) {
  const line = document.createElement("p");
  line.className = "state call-answer";
  form.before(line);
  return line;
}
