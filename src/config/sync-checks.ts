import { siteName } from '../record/names.js';
import type { CrossFinding } from './cross-finding.js';
import type { Config } from './schema.js';
import { siteOf, UNASSIGNED } from './sync-site.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** What of the settings of sync does not go together. */
export function checkSync(config: Config): {
  readonly errors: readonly CrossFinding[];
  readonly warnings: readonly CrossFinding[];
} {
  const { sync } = config;
  const errors: CrossFinding[] = [];
  const warnings: CrossFinding[] = [];
  const require = (holds: boolean, key: keyof Config['sync'], what: string): void => {
    if (!holds) errors.push({ path: `sync.${key}`, what: `sync.${key} ${what}` });
  };
  const { brokerUrl, site, enabled, allowUnencrypted } = sync;
  require(!enabled || brokerUrl !== null, 'brokerUrl', 'must be given for sync.enabled');
  require(site === null ||
    siteName.safeParse(site)
      .success, 'site', `is ${JSON.stringify(site)}; expected 1–40 small letters, digits and hyphens`);
  if (brokerUrl !== null) {
    const url = URL.canParse(brokerUrl) ? new URL(brokerUrl) : undefined;
    const { protocol, hostname, username, password, pathname = '' } = url ?? {};
    const encrypted = protocol === 'mqtts:';
    require((encrypted || protocol === 'mqtt:') &&
      hostname !== '', 'brokerUrl', 'must be of the form mqtts://HOST:PORT');
    require(encrypted ||
      protocol !== 'mqtt:' ||
      (allowUnencrypted &&
        LOOPBACK.test(
          hostname ?? '',
        )), 'brokerUrl', 'must be mqtts://: without encryption only a broker on this machine is allowed, with sync.allowUnencrypted');
    require((username ?? '') === '' &&
      (password ?? '') === '' &&
      (pathname === '' ||
        pathname ===
          '/'), 'brokerUrl', 'names host and port alone; a device shows who it is by its certificate');
  }
  if (enabled && siteOf(config) === UNASSIGNED)
    warnings.push({
      path: 'sync.site',
      what: `sync.site is not given, nor a usable device.site: records go to the site “${UNASSIGNED}”`,
    });
  return { errors, warnings };
}
