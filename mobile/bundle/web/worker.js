// The store's worker: the same wasm as the page, compiled there and sent here. `host::worker` takes over from the second message on.
import init from './mobile.js';

const crashed = (why) => postMessage(['crashed', '', 0, new TextEncoder().encode(String(why))]);

// A trap inside a promise (stack overflow, out of memory) is no panic, and nobody but this would hear of it.
addEventListener('unhandledrejection', ({ reason }) => {
  if (reason instanceof WebAssembly.RuntimeError) crashed(reason);
});
addEventListener('message', ({ data }) => init({ module_or_path: data }).catch(crashed), { once: true });
