import { parseLaneTopic } from '../../record/topics.js';
import { deviceId, siteName } from '../../record/names.js';

/** The name in a collector's certificate: `collector`, or `collector-2` and so on where several share the work. */
export const COLLECTOR_NAME = /^collector(?:-[1-9]\d?)?$/;

/** Whether a name in a certificate may come in at all. */
export function isKnownKind(user: string): boolean {
  return COLLECTOR_NAME.test(user) || deviceId.safeParse(user).success;
}

/** The access list of systemd/mosquitto/ringform.acl: a device writes its own lanes, a collector acknowledgements. */
export function mayPublish(user: string, topic: string): boolean {
  if (!COLLECTOR_NAME.test(user)) return parseLaneTopic(topic)?.device === user;
  const [site, device] = acknowledgement(topic) ?? [];
  return siteName.safeParse(site).success && deviceId.safeParse(device).success;
}

/** The same for what is listened to: a device hears its own acknowledgements, a collector everything of all devices. */
export function maySubscribe(user: string, filter: string): boolean {
  if (COLLECTOR_NAME.test(user)) return /^ringform\/1\/[^/#]+\/[^/#]+\/[^/#]+$/.test(filter);
  const [site, device] = acknowledgement(filter) ?? [];
  return device === user && (site === '+' || siteName.safeParse(site).success);
}

/** Site and device of an acknowledgement's topic or filter. */
function acknowledgement(topic: string): readonly [site: string, device: string] | undefined {
  const match = /^ringform\/1\/([^/]+)\/([^/]+)\/ack$/.exec(topic);
  return match ? [match[1], match[2]] : undefined;
}
