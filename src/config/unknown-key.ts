import { configKeys, configTree, type ConfigSection } from './config-keys.js';
import { nearestName } from './nearest-name.js';
import { shown } from './problems.js';

/** What to say of a name that is no setting of its section. */
export function unknownKey(section: ConfigSection, name: string): string {
  const path = section.path === '' ? name : `${section.path}.${name}`;
  const near = nearestName(name, [...section.keys.keys(), ...section.sections.keys()]);
  if (near !== undefined) return noSuch(path, section.path === '' ? near : `${section.path}.${near}`);
  // The right name in the wrong place, or a whole path in one name.
  const elsewhere = [...configKeys.keys()].filter((key) => key === path || key.endsWith(`.${name}`));
  return noSuch(path, elsewhere.length > 0 ? elsewhere.join(' or ') : undefined);
}

/** As `unknownKey`, for a whole path. */
export function unknownPath(path: string): string {
  const parts = path.split('.');
  let section = configTree;
  for (const part of parts.slice(0, -1)) {
    const below = section.sections.get(part);
    if (below === undefined) return noSuch(path, nearestName(path, configKeys.keys()));
    section = below;
  }
  return unknownKey(section, parts.at(-1) ?? '');
}

function noSuch(path: string, meant: string | undefined): string {
  const hint = meant === undefined ? '“ringform config default” lists all' : `did you mean ${meant}?`;
  return `there is no setting ${shown(path).slice(1, -1)}; ${hint}`;
}
