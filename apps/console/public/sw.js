// Shows pushes while no page of the console is open, and opens what a click asks for. Browsers fetch this file
// as it is: it is not built. It keeps nothing and asks the API nothing.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(pathOf(event.notification.data?.link)));
});

async function show(data) {
  const { id, title, body, lang, link } = read(data);
  // A repetition has the same tag, and takes the place of the first one.
  const options = { body, lang, tag: id, icon: "/favicon.svg", data: { link } };
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
