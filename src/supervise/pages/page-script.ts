/**
 * The pages' one script, some 2 kB; all pages do without it. It says when something new has come, prints, and labels a cell without
 * loading the whole page again.
 */
export const pageScript = `'use strict';
(() => {
  const news = document.getElementById('news');
  if (news && window.EventSource) {
    const { version, slides, one, other, changes } = news.dataset;
    const plural = new Intl.PluralRules(document.documentElement.lang);
    const source = new EventSource('/live');
    source.addEventListener('news', (event) => {
      const now = JSON.parse(event.data);
      if (now.version <= Number(version)) return;
      const more = now.slides - Number(slides);
      news.querySelector('span').textContent =
        more > 0 ? (plural.select(more) === 'one' ? one : other).replace('{}', more) : changes;
      news.querySelector('a').href = location.href;
      news.hidden = false;
    });
    // A page that nobody looks at needs no connection: phones sleep better.
    addEventListener('pagehide', () => source.close());
  }

  const print = document.querySelector('[data-print]');
  if (print) {
    print.hidden = false;
    print.addEventListener('click', () => window.print());
  }

  document.addEventListener('submit', async (event) => {
    const form = event.target;
    const id = form.dataset && form.dataset.replace;
    if (!id || !event.submitter) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    body.set(event.submitter.name, event.submitter.value);
    const buttons = form.querySelectorAll('button');
    buttons.forEach((button) => (button.disabled = true));
    try {
      const answer = await fetch(form.action, { method: 'POST', body, headers: { 'x-part': 'cell' }, redirect: 'error' });
      if (!answer.ok) throw new Error(String(answer.status));
      const part = new DOMParser().parseFromString(await answer.text(), 'text/html').body.firstElementChild;
      document.getElementById(id).replaceWith(part);
      const pressed = part.querySelector('[aria-pressed]');
      if (pressed) pressed.focus({ preventScroll: true });
    } catch {
      // As without a script: the browser says what is wrong.
      buttons.forEach((button) => (button.disabled = false));
      const label = document.createElement('input');
      Object.assign(label, { type: 'hidden', name: event.submitter.name, value: event.submitter.value });
      form.append(label);
      form.submit();
    }
  });
})();
`;
