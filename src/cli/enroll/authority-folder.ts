import path from 'node:path';
import { z } from 'zod';
import { InputError, UsageError } from '../../base/errors.js';
import {
  issueClientCertificate,
  issueServerCertificate,
  makeAuthority,
  type KeyedCertificate,
} from '../../broker/certificates/authority.js';
import { brokerUrl } from '../../broker/certificates/enrolment-answer.js';
import { newTlsKey } from '../../broker/certificates/new-tls-key.js';
import { certificateRequest } from '../../broker/certificates/request.js';
import { revocationList } from '../../broker/certificates/revocation.js';
import { readCertificate } from '../../broker/certificates/read-certificate.js';
import { YEARS } from '../../broker/certificates/validity.js';
import {
  makeSecretFolder,
  OPEN,
  readIfThere,
  SECRET,
  writeWholeFile,
} from '../../send/enrolment/whole-file.js';

const settings = z.looseObject({
  brokerUrl,
  /** Every certificate issued to a device, so that it can be revoked. */
  issued: z.array(z.looseObject({ serial: z.string(), device: z.string(), atMs: z.number() })),
  revoked: z.array(z.looseObject({ serial: z.string(), atMs: z.number() })),
});
type Settings = z.output<typeof settings>;

/** An authority as it lies in its folder. */
export interface AuthorityFolder {
  readonly folder: string;
  readonly keyed: KeyedCertificate;
  readonly settings: Settings;
}

export interface MadeAuthority extends AuthorityFolder {
  /** Whether the authority itself is new, or only the broker's and the collectors' certificates are. */
  readonly fresh: boolean;
  readonly kept: readonly string[];
}

const files = (folder: string) =>
  ({
    key: path.join(folder, 'authority.key'),
    certificate: path.join(folder, 'ca.crt'),
    settings: path.join(folder, 'authority.json'),
    broker: path.join(folder, 'broker'),
    revoked: path.join(folder, 'broker', 'revoked.crl'),
  }) as const;

/**
 * An authority with its broker's and its collectors' certificates, in a folder each (`broker`, `collector`, …). One that is in the folder already stays; broker and
 * collectors get new certificates then, the earlier files are kept beside.
 *
 * @throws UsageError host-missing, broker-url; LinkError clock-wrong, authority-expired; StorageError.
 */
export async function makeAuthorityFolder(
  folder: string,
  asked: {
    readonly name: string;
    readonly hosts: readonly string[];
    readonly port: number;
    readonly collectors: number;
    readonly nowMs: number;
  },
): Promise<MadeAuthority> {
  const { hosts, nowMs } = asked;
  const kept: string[] = [];
  const put = async (file: string, content: string, mode: number): Promise<void> => {
    const { keptAs } = await writeWholeFile(file, content, { mode, existing: 'keep' });
    if (keptAs !== undefined) kept.push(keptAs);
  };
  const there = (await readIfThere(files(folder).key)) !== undefined;
  const before = there ? await openAuthority(folder) : undefined;
  const keyed = before?.keyed ?? (await makeAuthority(asked.name, nowMs));
  // A collector beside the broker reaches it as localhost, whatever devices call it.
  const names = [...new Set([...hosts, 'localhost'])];
  const server = await issueServerCertificate(keyed, names, nowMs);
  const host = hosts[0].includes(':') ? `[${hosts[0]}]` : hosts[0];
  const url = brokerUrl.safeParse(`mqtts://${host}:${asked.port}`);
  if (!url.success)
    throw new UsageError('broker-url', `${host} is no host name or address.`, 'Name the host as devices do.');

  const place = files(folder);
  // The certificate first: an authority counts as made once its key is there.
  for (const one of [folder, place.broker]) await makeSecretFolder(one);
  await put(place.certificate, keyed.certificate, OPEN);
  await put(path.join(place.broker, 'ca.crt'), keyed.certificate, OPEN);
  await put(path.join(place.broker, 'server.crt'), server.certificate, OPEN);
  await put(path.join(place.broker, 'server.key'), server.key, SECRET);
  for (const name of collectorNames(asked.collectors)) {
    const own = path.join(folder, name);
    const key = newTlsKey();
    const request = await certificateRequest(name, key);
    await makeSecretFolder(own);
    await put(path.join(own, 'ca.crt'), keyed.certificate, OPEN);
    await put(
      path.join(own, 'client.crt'),
      await issueClientCertificate(keyed, request, nowMs, YEARS.server),
      OPEN,
    );
    await put(path.join(own, 'client.key'), key, SECRET);
  }
  const made = {
    folder,
    keyed,
    settings: { issued: [], revoked: [], ...before?.settings, brokerUrl: url.data },
  };
  await save(made, nowMs);
  await put(place.key, keyed.key, SECRET);
  return { ...made, fresh: !there, kept };
}

/** What the collectors of one registry are called: collector, collector-2, … */
export function collectorNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? 'collector' : `collector-${index + 1}`));
}

/** @throws UsageError authority-missing; InputError authority-damaged, key-unreadable; StorageError. */
export async function openAuthority(folder: string): Promise<AuthorityFolder> {
  const place = files(folder);
  const [key, certificate, text] = await Promise.all(
    [place.key, place.certificate, place.settings].map(readIfThere),
  );
  if (key === undefined || certificate === undefined || text === undefined)
    throw new UsageError(
      'authority-missing',
      `There is no authority in ${folder}.`,
      'Name its folder with --authority, or make one: ringform enroll authority.',
    );
  const parsed = settings.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new InputError(
      'authority-damaged',
      `${place.settings} is not as it was written.`,
      'Put the copy of the authority’s folder in its place.',
    );
  return {
    folder,
    keyed: { key: key.toString(), certificate: certificate.toString() },
    settings: parsed.data,
  };
}

/** Issues a device's certificate and notes its number before anybody sees it. @throws as `issueClientCertificate`; StorageError. */
export async function issueTo(authority: AuthorityFolder, request: string, nowMs: number): Promise<string> {
  const certificate = await issueClientCertificate(authority.keyed, request, nowMs);
  const { serial, subject } = readCertificate(certificate);
  const { issued } = authority.settings;
  await save(
    {
      ...authority,
      settings: { ...authority.settings, issued: [...issued, { serial, device: subject, atMs: nowMs }] },
    },
    nowMs,
  );
  return certificate;
}

/**
 * Puts all certificates of a device on the revocation list.
 *
 * @returns how many were not on it before.
 */
export async function revokeAll(authority: AuthorityFolder, device: string, nowMs: number): Promise<number> {
  const { issued, revoked } = authority.settings;
  const known = new Set(revoked.map(({ serial }) => serial));
  const more = issued.filter((one) => one.device === device && !known.has(one.serial));
  const list = [...revoked, ...more.map(({ serial }) => ({ serial, atMs: nowMs }))];
  await save({ ...authority, settings: { ...authority.settings, revoked: list } }, nowMs);
  return more.length;
}

async function save({ folder, keyed, settings: now }: AuthorityFolder, nowMs: number): Promise<void> {
  const place = files(folder);
  const again = { mode: OPEN, existing: 'replace' } as const;
  await writeWholeFile(place.settings, `${JSON.stringify(now, null, 2)}\n`, again);
  await writeWholeFile(place.revoked, await revocationList(keyed, now.revoked, nowMs), again);
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined; // the schema then says that it is damaged
  }
}
