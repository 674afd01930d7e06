/** On every page. The menu opens and closes without it; with it, it also closes as menus do. */
export const script = `
const menus = () => document.querySelectorAll('details.menu[open]');
addEventListener('click', (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});
`;
