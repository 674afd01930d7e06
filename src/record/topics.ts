import type { Lane } from './lanes.js';
import { LANES } from './lanes.js';
import { deviceId, siteName } from './names.js';

const ROOT = 'ringform/1';

/** Where a device of a site sends the records of one lane. Throws ZodError for names that are none. */
export function laneTopic(site: string, device: string, lane: Lane): string {
  return `${ROOT}/${siteName.parse(site)}/${deviceId.parse(device)}/${lane}`;
}

/** Where a device hears what became of its records. */
export function acknowledgementTopic(site: string, device: string): string {
  return `${ROOT}/${siteName.parse(site)}/${deviceId.parse(device)}/ack`;
}

/** Where it hears of all of them, also of those that it sealed at another site before it moved. */
export function acknowledgementFilter(device: string): string {
  return `${ROOT}/+/${deviceId.parse(device)}/ack`;
}

/** What a collector subscribes to, all sites and devices; one filter, so that a shared subscription stays one. */
export const COLLECTOR_FILTER = `${ROOT}/+/+/+`;

/** The same, shared by all collectors of one group (MQTT 5, 4.8.2). */
export function sharedFilter(group: string): string {
  return `$share/${group}/${COLLECTOR_FILTER}`;
}

/** What a topic says of a message; undefined for one that is no lane of a device. */
export function parseLaneTopic(
  topic: string,
): { readonly site: string; readonly device: string; readonly lane: Lane } | undefined {
  const [root, version, site, device, lane, ...more] = topic.split('/');
  if (`${root}/${version}` !== ROOT || more.length > 0) return undefined;
  const known = LANES.find((name) => name === lane);
  if (!known || !siteName.safeParse(site).success || !deviceId.safeParse(device).success) return undefined;
  return { site, device, lane: known };
}
