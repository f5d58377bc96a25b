// Records visits and follow-ups through the app's own pages, one after the other, until the browser is killed. `said` lists
// what the pages have shown to be recorded: a number and the customer whose page shows it; none for a visit that is open. Begins
// on a customer's page.
const [from] = arguments;
window.said = [];
const part = (id) => document.querySelector(`[data-testid='${id}']`);
const usable = (id) => { const found = part(id); return found && !found.disabled && found; };
const shown = (look) => new Promise((done) => {
  const watch = new MutationObserver(() => see());
  const see = () => {
    const found = look();
    if (!found) return false;
    watch.disconnect();
    done(found);
    return true;
  };
  if (!see()) watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
});
const press = async (id) => (await shown(() => usable(id))).click();
const write = async (id, text) => {
  const field = await shown(() => usable(id));
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
};
const listed = (text) => shown(() => [...document.querySelectorAll('[data-testid=happening]')].some((one) => one.textContent.includes(text)));
const kept = (n) => window.said.push([n, location.pathname.split('/')[2]]);

(async () => {
  for (let n = from; ; n += 1) {
    await press('customer-checkin');
    const begin = await shown(() => usable('checkin-submit') || part('open-visit'));
    begin.click();
    if (begin.dataset.testid !== 'open-visit') {
      // One that an earlier kill left open is ended first; the page may learn of it only now.
      const next = await shown(() => part('visit-timer') || part('open-visit'));
      if (next.dataset.testid === 'open-visit') next.click();
    }
    await shown(() => part('visit-timer'));
    window.said.push([n, null]);
    await write('visit-result', `第${n}笔`);
    await press('checkout-submit');
    await listed(`第${n}笔`);
    kept(n);
    n += 1;
    await press('customer-follow-up');
    await write('followup-content', `第${n}笔`);
    await press('followup-submit');
    await listed(`第${n}笔`);
    kept(n);
  }
})();
