// Quick exit (CARE C9): acts on the device alone, without a network.
//
// The readable half of the sign-in goes first: from then on nothing here is signed in, whatever else fails. What stays
// is the neutral page and a wordless mark in the service worker's cache, so that Back and the icon give it offline too.

const HALF = "__Host-lingkar_here";
const NEUTRAL = "/keluar";
const KEPT = "neutral";
const MARK = "/keluar?keluar"; // kept in the cache while the device is left

const tabs = new BroadcastChannel("keluar");

export function isHere() {
  return document.cookie.split("; ").some((each) => each.startsWith(`${HALF}=`));
}

/** Leave: sign-in, stored words and page. Other tabs of this device leave with it. */
export async function leave({ tell = true } = {}) {
  document.cookie = `${HALF}=; Path=/; Secure; SameSite=Lax; Max-Age=0`;
  document.dispatchEvent(new Event("leave"));
  document.body.replaceChildren();
  document.title = "";
  if (tell) tabs.postMessage("leave");
  await Promise.race([forget().catch(() => undefined), new Promise((done) => setTimeout(done, 500))]);
  if (navigator.onLine || navigator.serviceWorker?.controller) location.replace(NEUTRAL);
  else history.replaceState(null, "", NEUTRAL);
}

async function forget() {
  for (const store of [localStorage, sessionStorage]) store.clear();
  if (!("caches" in globalThis)) return;
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  await (await caches.open(KEPT)).put(MARK, new Response(""));
  const push = await (await navigator.serviceWorker.getRegistration())?.pushManager?.getSubscription();
  await push?.unsubscribe();
}

/** A page that comes back out of the browser's memory shows nothing when the device was left meanwhile. */
async function guard(shown, signedIn) {
  if (!shown.persisted) return;
  if (signedIn ? !isHere() : await isLeft()) leave({ tell: false });
}

async function isLeft() {
  return Boolean("caches" in globalThis && (await caches.match(MARK)));
}

/** Take over the exit link; watch for other tabs and for Back. `signedIn`: this page belongs to a sign-in. */
export function wireExit(signedIn) {
  document.addEventListener("click", (click) => {
    if (!click.target.closest?.('[data-act="exit"]')) return;
    click.preventDefault();
    leave();
  });
  addEventListener("pageshow", (shown) => guard(shown, signedIn));
  tabs.addEventListener("message", () => leave({ tell: false }));
  if (signedIn && isHere()) comeBack();
}

// Signed in again: the mark goes, and Back is an ordinary Back.
async function comeBack() {
  if ("caches" in globalThis) await (await caches.open(KEPT)).delete(MARK);
}
