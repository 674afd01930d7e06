/**
 * The page's script: a key or a click labels a cell, the button saves the filled sheet as CSV, in the columns of `sheetCsv`. The
 * page's cells carry what a line needs in `data-` attributes. No network, nothing kept in the browser.
 */
export const sheetScript = `
'use strict';
const cells = [...document.querySelectorAll('figure')];
const told = document.getElementById('told');
let at = 0, unsaved = false;
const labelOf = (cell) => cell.querySelector('input[type=radio]:checked')?.value ?? '';
function show() {
  told.textContent = cells.filter((cell) => labelOf(cell) !== '').length + ' of ' + cells.length + ' labelled';
}
function stand(index) {
  cells[at]?.classList.remove('now');
  at = Math.max(0, Math.min(cells.length - 1, index));
  cells[at].classList.add('now');
  cells[at].scrollIntoView({ block: 'nearest' });
}
cells.forEach((cell, index) => {
  cell.addEventListener('pointerdown', () => stand(index));
  cell.addEventListener('focusin', () => stand(index));
  cell.addEventListener('change', () => { unsaved = true; show(); });
});
document.addEventListener('keydown', (event) => {
  if (event.target.matches('input[type=text]') || event.ctrlKey || event.metaKey || event.altKey) return;
  const choice = cells[at]?.querySelectorAll('input[type=radio]')[Number(event.key) - 1];
  if (choice) {
    choice.checked = true;
    unsaved = true;
    show();
    stand(at + 1);
  } else if (event.key === 'ArrowRight') stand(at + 1);
  else if (event.key === 'ArrowLeft') stand(at - 1);
  else return;
  event.preventDefault();
});
const quoted = (text) => '"' + text.replaceAll('"', '""') + '"';
document.getElementById('save').addEventListener('click', () => {
  const { slide, shown, file } = document.body.dataset;
  const lines = cells.map((cell) =>
    [slide, cell.dataset.number, cell.dataset.cell, labelOf(cell), quoted(cell.querySelector('input[type=text]').value), shown].join(','));
  const csv = '\\uFEFF' + ['slide,number,cell,label,note,shown', ...lines].join('\\r\\n') + '\\r\\n';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  link.download = file;
  link.click();
  unsaved = false;
});
addEventListener('beforeunload', (event) => { if (unsaved) event.preventDefault(); });
if (cells.length > 0) stand(0);
show();
`;
