// Rules: a trial answers in its place, without losing where one stands on the page. Without a script the page comes anew.

async function swap(submit) {
  const form = submit.currentTarget;
  const place = document.getElementById(form.dataset.swap);
  submit.preventDefault();
  const fresh = await answerOf(form);
  const found = fresh?.getElementById(form.dataset.swap);
  if (!found) return form.submit();
  const wrong = fresh.querySelector("main [role=alert]");
  const shown = wrong ? [wrong] : [...found.childNodes];
  return place.replaceChildren(...shown.map((node) => document.adoptNode(node)));
}

async function answerOf(form) {
  try {
    const reply = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    return new DOMParser().parseFromString(await reply.text(), "text/html");
  } catch {
    return null;
  }
}

for (const form of document.querySelectorAll("form[data-swap]")) form.addEventListener("submit", swap);
