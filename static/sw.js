// Holds the neutral page and the page of help, and nothing else: never a person's words (CARE C9, C1).
// While the device is left (exit.js sets the mark), Back and the doors of the groups give the neutral page.

const KEPT = "neutral";
const NEUTRAL = "/keluar";
const HELP = "/help";
const MARK = "/keluar?keluar";
const OPEN = new Set(["/", "/sign-in", "/link", "/join", "/recover", "/lost"]); // doors that stay usable after leaving

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname === NEUTRAL && request.mode === "navigate") event.waitUntil(tell());
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (request.method === "GET" && url.pathname.startsWith("/static/css/")) event.respondWith(style(request));
});

async function keep() {
  const cache = await caches.open(KEPT);
  for (const path of [NEUTRAL, HELP]) await keepPage(cache, path).catch(() => undefined);
}

// A page with the style sheets and pictures it names; asked without credentials, so that it is the same for everyone.
async function keepPage(cache, path) {
  const reply = await fetch(path, { cache: "reload", credentials: "omit" });
  if (!reply.ok || reply.redirected) return;
  await cache.put(path, reply.clone());
  const names = [...(await reply.text()).matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)].map((found) => found[1]);
  await cache.addAll([...new Set(names)]);
}

async function page(request, url) {
  const cache = await caches.open(KEPT);
  if (url.pathname === NEUTRAL) return neutral(cache, request);
  const left = await cache.match(MARK);
  if (left && (request.isHistoryNavigation || !OPEN.has(url.pathname))) return neutral(cache, request);
  return fetch(request).catch(async () => (await cache.match(left ? NEUTRAL : HELP)) ?? neutral(cache, request));
}

// The page comes from the device at once; the service hears of the leaving when there is a net.
async function tell() {
  await fetch(NEUTRAL, { cache: "no-store" }).catch(() => undefined);
}

async function neutral(cache, request) {
  return (await cache.match(NEUTRAL)) ?? fetch(request);
}

async function style(request) {
  return fetch(request).catch(async () => (await caches.match(request)) ?? Response.error());
}
