// Shows pushes while no page of the console is open, and opens what a click asks for; keeps built files, and a
// page for those who are offline. Browsers fetch this file as it is: it is not built. It asks the API nothing
// and keeps no answer of it, nor any page of the console: an old page must not meet a new API.

/** A built file's name carries a hash of what is in it: it never changes. */
const FILES = "files";
/** Above two builds of everything; the oldest go first. */
const MOST_FILES = 400;
/** Fetched again with every version of this worker. */
const OFFLINE = "offline-1";
const OFFLINE_PAGE = "/offline.html";

self.addEventListener("install", (event) => event.waitUntil(prepare().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || request.method !== "GET") return;
  if (pathname.startsWith("/assets/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

async function prepare() {
  const cache = await caches.open(OFFLINE);
  await cache.add(new Request(OFFLINE_PAGE, { cache: "reload" }));
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => ![FILES, OFFLINE].includes(name)).map((name) => caches.delete(name)),
  );
}

async function file(request) {
  const cache = await caches.open(FILES);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await keep(cache, request.url, response.clone());
  return response;
}

/** A browser without room for it shows the page all the same. */
async function keep(cache, url, response) {
  try {
    await cache.put(url, response);
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_FILES)).map((key) => cache.delete(key)));
  } catch {}
}

/** From the network or not at all. */
async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const offline = await caches.match(OFFLINE_PAGE);
    if (offline) return offline;
    throw error;
  }
}

self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(pathOf(event.notification.data?.link)));
});

async function show(data) {
  const { id, title, body, lang, link } = read(data);
  // A repetition has the same tag, and takes the place of the first one.
  const options = { body, lang, tag: id, icon: "/icons/192.png", data: { link } };
  await self.registration.showNotification(title, options);
}

/** A browser takes pushes away from a site that shows nothing for one. */
function read(data) {
  const nothing = { id: "", title: "Metercast", body: "", lang: "", link: "/" };
  try {
    return { ...nothing, ...data?.json() };
  } catch {
    return nothing;
  }
}

/** A path of this console, never another site. */
function pathOf(link) {
  const url = new URL(typeof link === "string" ? link : "/", self.location.origin);
  return url.origin === self.location.origin ? `${url.pathname}${url.search}${url.hash}` : "/";
}

/** In the console that is open: to load it again would sign its person out. Else in a new one. */
async function open(path) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [page] = windows.toSorted((a, b) => Number(b.focused) - Number(a.focused));
  if (page === undefined) return self.clients.openWindow(path);
  page.postMessage({ open: path });
  return page.focus();
}
