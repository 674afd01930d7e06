import { RefusedError } from '../../base/errors.js';
import type { Retake, Retaken } from '../../collect/retake.js';
import { splitMessage } from '../../record/signature.js';
import { wireRecord } from '../../record/wire-record.js';
import type { QuarantineEntry } from '../../registry/intake.js';
import type { Registry } from '../../registry/registry.js';
import { Succession, type Renewed } from '../../registry/succession.js';
import { html, type Html } from '../layout/html.js';
import type { QuarantineWords } from '../words/quarantine.js';

/** Messages read at a time. */
const PAGE = 50;

/** Two identities that may be one device: the one that sent a message, and the one that counted the slide it is about. */
export interface MaybeSame {
  readonly device: string;
  readonly former: string;
}

/**
 * Whose a slide is that another device's message is about: of the identities it has had since, the latest. Undefined where the
 * message is not about such a slide, or the device has a former identity already.
 */
export async function maybeSame(
  registry: Registry,
  entry: QuarantineEntry,
): Promise<(MaybeSame & { readonly formerName: string }) | undefined> {
  if (entry.reason !== 'other-device' || entry.settled !== undefined) return undefined;
  const record = recordOf(entry);
  if (record?.kind !== 'slide') return undefined;
  const owner = (await registry.slide(record.body.slide))?.line.device;
  if (owner === undefined) return undefined;
  const devices = await registry.enrolledDevices();
  const renewed = devices.flatMap(({ id, former }): Renewed[] =>
    former === undefined ? [] : [{ id, former }],
  );
  const former = devices.find(({ id }) => id === new Succession(renewed).latestOf(owner));
  const device = devices.find(({ id }) => id === record.device);
  if (former === undefined || device === undefined || device.former !== undefined) return undefined;
  return { device: device.id, former: former.id, formerName: former.name };
}

function recordOf({ message }: QuarantineEntry) {
  const payload = splitMessage(message)?.payload;
  if (payload === undefined) return undefined;
  return wireRecord.safeParse(JSON.parse(payload.toString('utf8'))).data;
}

/** Takes in what lies in quarantine of a device for being about another's slides, oldest first. @returns what became of message `number` */
export async function retakeOf(
  registry: Registry,
  retake: Retake,
  device: string,
  { number, by }: { readonly number: number; readonly by: string },
): Promise<Retaken | undefined> {
  const numbers: number[] = [];
  let page: readonly QuarantineEntry[];
  let before: number | undefined;
  do {
    page = await registry.quarantine({
      settled: false,
      limit: PAGE,
      ...(before !== undefined && { before }),
    });
    numbers.push(
      ...page
        .filter((entry) => entry.reason === 'other-device' && entry.device === device)
        .map((entry) => entry.number),
    );
    before = page.at(-1)?.number;
  } while (page.length === PAGE);
  let result: Retaken | undefined;
  for (const one of numbers.reverse()) {
    const became = await settledMeanwhile(retake(one, by));
    if (one === number) result = became;
  }
  return result;
}

/** Somebody else may do the same at the same moment. */
async function settledMeanwhile(retaken: Promise<Retaken>): Promise<Retaken | undefined> {
  try {
    return await retaken;
  } catch (error) {
    if (error instanceof RefusedError) return undefined;
    throw error;
  }
}

/** The question whether two identities are one device, as a form. */
export function sameDeviceForm(
  number: number,
  { device, former, formerName }: MaybeSame & { readonly formerName: string },
  words: QuarantineWords,
  token: Html,
): Html {
  return html`<form method="post" action="/admin/quarantine/${number}/same-device">
    ${token}
    <p>${words.sameDeviceWhy(device, `${formerName} (${former})`)}</p>
    <p class="actions">
      <button class="danger">${words.sameDevice}</button><span class="hint">${words.sameDeviceHint}</span>
    </p>
  </form>`;
}
