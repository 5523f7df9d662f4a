// Earlier pages of the room without leaving it: by the link at the top, or by scrolling up to it. What a message
// answers is shown where it stands, when it stands here.

async function pageAt(url) {
  try {
    const reply = await fetch(url, { cache: "no-store", redirect: "manual" });
    return reply.ok ? new DOMParser().parseFromString(await reply.text(), "text/html") : null;
  } catch {
    return null; // the link stays and can be tried again
  }
}

export function wireOlder(log) {
  const { list } = log;
  let busy = false;

  async function load(link) {
    if (busy) return;
    busy = true;
    const page = await pageAt(link.href);
    if (page && link.isConnected) quietly(list, () => log.prepend(page.getElementById("log")));
    busy = false;
    watch();
  }

  const seen = new IntersectionObserver((entries) => {
    const shown = entries.find((entry) => entry.isIntersecting);
    if (shown && list.parentElement.scrollTop !== 0) load(shown.target.querySelector("a"));
  });

  function watch() {
    seen.disconnect();
    const older = list.querySelector("#older");
    if (older) seen.observe(older);
  }

  list.addEventListener("click", (click) => {
    const link = click.target.closest("#older a, .reply a");
    if (!link || click.ctrlKey || click.metaKey) return;
    if (link.closest("#older")) load(link);
    else if (!show(link.hash.slice(1))) return;
    click.preventDefault();
  });
  new MutationObserver(watch).observe(list, { childList: true });
  watch();
}

// Nobody is read fifty old messages aloud because they came.
function quietly(list, change) {
  const inside = list.contains(document.activeElement);
  list.setAttribute("aria-live", "off");
  change();
  if (inside && !list.contains(document.activeElement)) list.focus();
  setTimeout(() => list.setAttribute("aria-live", "polite"), 500);
}

function show(id) {
  const row = document.getElementById(id);
  if (!row) return false;
  row.tabIndex = -1;
  row.scrollIntoView({ block: "center" });
  row.focus({ preventScroll: true });
  row.addEventListener("blur", () => row.removeAttribute("tabindex"), { once: true });
  return true;
}
