"""The page's script: filtering and sorting of rows that are all there without it. It writes no markup."""

SCRIPT = """
'use strict';
(() => {
  const nav = document.querySelector('nav');
  const find = document.getElementById('find');
  const sort = document.getElementById('sort');
  const count = document.getElementById('count');
  const buttons = [...nav.querySelectorAll('button')];
  const subjects = [...document.querySelectorAll('main > section')].map((section) => ({
    section,
    heading: section.querySelector('h2').textContent.toLowerCase(),
    body: section.querySelector('tbody'),
    rows: [...section.querySelectorAll('tbody > tr')],
  }));

  const show = () => {
    const off = new Set(buttons.filter((b) => b.ariaPressed === 'false').map((b) => b.dataset.filter));
    const words = find.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const narrowed = off.size > 0 || words.length > 0;
    let rows = 0;
    let seen = 0;
    for (const subject of subjects) {
      let left = 0;
      for (const row of subject.rows) {
        const text = words.length ? subject.heading + ' ' + row.textContent.toLowerCase() : '';
        row.hidden = off.has(row.dataset.word) || !words.every((word) => text.includes(word));
        left += row.hidden ? 0 : 1;
      }
      const named = words.length > 0 && words.every((word) => subject.heading.includes(word));
      subject.section.hidden = narrowed && left === 0 && !named;
      rows += left;
      seen += subject.section.hidden ? 0 : 1;
    }
    count.textContent = narrowed ? `${rows} shown in ${seen} of ${subjects.length}` : '';
  };

  const order = () => {
    for (const { body, rows } of subjects) {
      if (body === null) continue;
      const by = (row) => Number(row.dataset[sort.value]);
      body.append(...(sort.value ? [...rows].sort((a, b) => by(a) - by(b)) : rows));
    }
  };

  for (const button of buttons) {
    button.addEventListener('click', () => {
      button.ariaPressed = button.ariaPressed === 'true' ? 'false' : 'true';
      show();
    });
  }
  find.addEventListener('input', show);
  sort.addEventListener('change', order);
  nav.hidden = false;
})();
"""
