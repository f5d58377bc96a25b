// Starts the page: compiles the wasm once for page and worker, then keeps the offline copy up to date.
import init from './mobile.js';

const HOUR = 3_600_000;
const here = new URL('.', import.meta.url);

try {
  const module = await WebAssembly.compileStreaming(fetch(new URL('mobile_bg.wasm', here)));
  // Read by `host::page`: what it starts the store's worker with, and a newer version that waits for its turn.
  globalThis.fieldtally = { module, worker: new URL('worker.js', here).href, update: newerVersion() };
  await init({ module_or_path: module });
} catch (error) {
  console.error(error);
  sayItFailed();
}

// Resolves with a function that starts the newer version; never, as long as there is none.
function newerVersion() {
  return new Promise((resolve) => {
    const workers = navigator.serviceWorker;
    if (!workers) return;
    // The very first worker takes over a page that is already the newest; any later one was started by the user.
    let first = !workers.controller;
    workers.addEventListener('controllerchange', () => {
      if (first) first = false;
      else location.reload();
    });
    const offer = (worker) => resolve(() => worker.postMessage({ type: 'skip-waiting' }));
    workers.register('/sw.js', { updateViaCache: 'none' }).then((registration) => {
      if (registration.waiting && workers.controller) offer(registration.waiting);
      registration.addEventListener('updatefound', () => {
        const found = registration.installing;
        found?.addEventListener('statechange', () => {
          if (found.state === 'installed' && workers.controller) offer(found);
        });
      });
      // An installed app may stay open for days.
      let looked = Date.now();
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible' && Date.now() - looked > HOUR) {
          looked = Date.now();
          registration.update().catch(() => {});
        }
      });
    }, (error) => console.warn('no offline start', error));
  });
}

// The app's own texts are inside the wasm that did not start.
function sayItFailed() {
  const text = document.createElement('p');
  text.setAttribute('role', 'alert');
  text.textContent = '应用未能启动。请检查网络，或更新浏览器后重试。';
  const again = document.createElement('button');
  again.textContent = '重试';
  again.addEventListener('click', () => location.reload());
  document.getElementById('main').replaceChildren();
  document.getElementById('splash').append(text, again);
}
