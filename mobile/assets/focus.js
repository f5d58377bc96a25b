// Where the keyboard is: in a dialog while one is open, back where it was when it closes, at the heading of a page that
// comes; and whoever goes back to the page he came from finds it where he left it. Done here once for all pages: what draws
// them neither moves the focus nor remembers it.
if (!globalThis.fieldtallyFocus) {
  globalThis.fieldtallyFocus = true;
  const STOPS = 'a[href], button, input, select, textarea, [tabindex]:not([tabindex="-1"])';
  const DIALOG = '[aria-modal="true"]';
  const name = document.title;
  const dialogs = [];
  let page = null;
  let waits = null;
  let held = null;
  // By the address of a page: how far it was scrolled, and which link was followed.
  const left = new Map();
  let shown = location.pathname;
  let back = null;

  const stops = (inside) => [...inside.querySelectorAll(STOPS)].filter((one) => !one.disabled && one.getClientRects().length);
  const nowhere = () => !document.activeElement || document.activeElement === document.body;
  const go = (to) => to.focus({ preventScroll: true });
  const begin = (dialog) => {
    const first = dialog.querySelector('[autofocus]:not([disabled])') ?? stops(dialog)[0] ?? dialog;
    if (first === dialog) dialog.tabIndex = -1;
    if (!dialog.contains(document.activeElement)) go(first);
  };
  const heading = (of) => {
    const found = of?.querySelector('h1') ?? of?.querySelector('h2');
    if (found) found.tabIndex = -1;
    return found;
  };

  const look = (moved) => {
    for (const dialog of document.querySelectorAll(DIALOG)) {
      if (dialogs.some((one) => one.dialog === dialog)) continue;
      dialogs.push({ dialog, from: nowhere() ? null : document.activeElement });
      begin(dialog);
    }
    while (dialogs.length && !dialogs.at(-1).dialog.isConnected) {
      const { from } = dialogs.pop();
      if (from?.isConnected && !from.disabled) go(from);
      else if (dialogs.length) begin(dialogs.at(-1).dialog);
      else if (nowhere() && heading(page)) go(heading(page));
    }
    // Moved within its list, it lost the focus.
    if (held?.isConnected && !held.disabled && nowhere() && moved.some((one) => one === held || one.contains?.(held))) go(held);

    const main = document.querySelector('main:not(.splash)');
    if (main && main !== page) {
      // The first page of all begins where a page does.
      waits = page ? main : null;
      page = main;
      const was = left.get(location.pathname);
      back = was?.to === shown ? was : null;
      left.delete(location.pathname);
      shown = location.pathname;
      if (waits) scrollTo(0, back ? back.y : 0);
      if (back) back.until = performance.now() + 5000;
    }
    // What he came from may be gone: whatever comes later is not where he was.
    if (back && performance.now() > back.until) back = null;
    if (back) {
      const link = [...page.querySelectorAll('a[href]')].find((one) => one.pathname === back.to);
      if (link) {
        scrollTo(0, back.y);
        // On a desk it is a part of the page that scrolls.
        link.scrollIntoView({ block: 'nearest' });
        if (!dialogs.length) go(link);
        back = waits = null;
      }
    }
    const title = heading(page);
    if (!title) return;
    const words = `${title.textContent.trim()} · ${name}`;
    if (document.title !== words) document.title = words;
    if (waits) {
      waits = null;
      if (!dialogs.length && !page.contains(document.activeElement)) go(title);
    }
  };

  new MutationObserver((changes) => look(changes.flatMap((change) => [...change.removedNodes])))
    .observe(document.body, { childList: true, subtree: true, characterData: true });
  look([]);

  // Heard before the page changes.
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('main a[href]');
    // A way back is none to come back from.
    if (link?.origin === location.origin && left.get(link.pathname)?.to !== shown) left.set(shown, { to: link.pathname, y: scrollY });
  }, true);
  // Whoever goes on meanwhile is not taken back.
  for (const what of ['pointerdown', 'wheel', 'keydown']) document.addEventListener(what, () => { back = null; }, { capture: true, passive: true });
  // Whoever touches something else has left the field.
  document.addEventListener('pointerdown', (event) => { if (!held?.contains?.(event.target)) held = null; }, { capture: true, passive: true });
  document.addEventListener('focusin', (event) => { held = event.target; });
  document.addEventListener('keydown', (event) => {
    const dialog = dialogs.at(-1)?.dialog;
    if (dialog && event.key === 'Tab') {
      const all = stops(dialog);
      const [first, last] = [all[0], all.at(-1)];
      const at = document.activeElement;
      if (!all.length || !dialog.contains(at) || at === (event.shiftKey ? first : last)) {
        event.preventDefault();
        go((event.shiftKey ? last : first) ?? dialog);
      }
    } else if (dialog && event.key === 'Escape' && !dialog.contains(event.target)) {
      // The pressed button may have gone: the dialog has to hear of it all the same.
      dialog.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const group = step && event.target.matches?.('[role="radio"], [role="tab"]') && event.target.closest('[role="radiogroup"], [role="tablist"]');
    if (group) {
      const all = [...group.querySelectorAll('[role="radio"], [role="tab"]')].filter((one) => !one.disabled);
      const next = all.at((all.indexOf(event.target) + step) % all.length);
      event.preventDefault();
      next.focus();
      if (next.getAttribute('aria-checked') !== 'true' && next.getAttribute('aria-selected') !== 'true') next.click();
    }
  });
}
