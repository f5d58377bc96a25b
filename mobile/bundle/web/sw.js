// Offline start. Everything the app needs is stored at installation, all or nothing; what only the desktop map needs, at first use.
// A new version waits until every tab is closed, or until a page sends {type: 'skip-waiting'} after asking the user: a tab never
// mixes two versions. Answers of the server's interface are never stored: the store in the page is the only copy of data.
const VERSION = '__VERSION__';
const PRECACHE = __PRECACHE__;
const ON_USE = '/vendor/';

const stored = new Set(PRECACHE);

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(VERSION);
    // Files under a content hash may come from the browser's own cache, which has just loaded them; the others must be fresh.
    await cache.addAll(PRECACHE.map((path) => new Request(path, { cache: path.startsWith('/app-') ? 'default' : 'reload' })));
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name !== VERSION) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener('message', (event) => {
  if (event.data?.type === 'skip-waiting') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') event.respondWith(fromCache('/', request));
  else if (stored.has(pathname)) event.respondWith(fromCache(pathname, request));
  else if (pathname.startsWith(ON_USE)) event.respondWith(fromCache(pathname, request, true));
});

// A notification leads to the app: to its open page as it stands, for there may be something half written on it.
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const pages = await self.clients.matchAll({ type: 'window' });
    const page = pages.find((one) => one.visibilityState === 'visible') ?? pages[0];
    await (page ? page.focus() : self.clients.openWindow('/'));
  })());
});

async function fromCache(path, request, keep = false) {
  const cache = await caches.open(VERSION);
  const hit = await cache.match(path);
  if (hit) return hit;
  const fresh = await fetch(request);
  if (keep && fresh.ok) await cache.put(path, fresh.clone());
  return fresh;
}
