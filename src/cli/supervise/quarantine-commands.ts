import { Command, Option } from 'commander';
import { UsageError } from '../../base/errors.js';
import { SystemClock } from '../../clock/system-clock.js';
import { asideMessage, retake, settledAlready } from '../../collect/retake.js';
import { splitMessage } from '../../record/signature.js';
import { QUARANTINE_REASONS, type OpenAlike, type QuarantineEntry } from '../../registry/intake.js';
import type { Registry } from '../../registry/registry.js';
import { wholeNumberBetween } from '../options.js';
import { printable } from '../printable.js';
import { textTable } from '../text-table.js';
import { actor, shownTime } from './acting.js';
import { withRegistry, withRegistryOptions, type RegistryOptions } from './registry-place.js';

const IN_TABLE = 50;
/** Read at a time: a message may be a megabyte. */
const PAGE = 50;
/** Of a message that is shown. */
const SHOWN_CHARACTERS = 4000;

/** `ringform supervise quarantine …`: messages that could not be taken. */
export function quarantineCommand(): Command {
  const quarantine = new Command('quarantine')
    .summary('messages that were put aside: look, take in again, dismiss')
    .addHelpText(
      'after',
      `
Reasons: docs/collector.md has all of them with what to do.
Examples:
  ringform supervise quarantine list
  ringform supervise quarantine show 12
  ringform supervise quarantine retake all       after devices were let in that were unknown before
  ringform supervise quarantine dismiss --reason not-a-record       after a flood`,
    );
  withRegistryOptions(quarantine.command('list'))
    .summary('what lies there, newest first')
    .option('--limit <number>', 'so many at most', wholeNumberBetween(1, 100_000), IN_TABLE)
    .option('--all', 'also those that were taken in or dismissed since')
    .action((_: unknown, command: Command) => {
      const options = command.optsWithGlobals<RegistryOptions & { limit: number; all?: true }>();
      return withRegistry(options, (registry) => list(registry, options.limit, options.all === true));
    });
  withRegistryOptions(quarantine.command('show <number>'))
    .summary('one message with its reason and its beginning')
    .option('--raw', 'the message alone, byte for byte')
    .action((text: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<RegistryOptions & { raw?: true }>();
      return withRegistry(options, async (registry) =>
        show(await asideMessage(registry, numberOf(text)), options.raw === true),
      );
    });
  withRegistryOptions(quarantine.command('retake <number>'))
    .summary('judge one message, or `all`, again, and take in what holds now')
    .action((text: string, _: unknown, command: Command) =>
      withRegistry(command.optsWithGlobals(), (registry) => retakeThem(registry, text)),
    );
  withRegistryOptions(quarantine.command('dismiss [number]'))
    .summary('one message, or all open ones of a reason, need not be seen to; they are kept')
    .addOption(new Option('--reason <reason>', 'all open ones of it').choices(QUARANTINE_REASONS))
    .option('--device <id>', 'with --reason: only those in the name of this device')
    .action((text: string | undefined, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<RegistryOptions & Partial<OpenAlike>>();
      const { reason, device } = options;
      if ((text === undefined) === (reason === undefined) || (device !== undefined && reason === undefined))
        throw new UsageError(
          'what-to-dismiss',
          'Either the number of a message or --reason is needed; --device goes with --reason.',
          'See `ringform supervise quarantine dismiss --help`.',
        );
      return withRegistry(options, (registry) =>
        reason === undefined
          ? dismissOne(registry, text!)
          : dismissAlike(registry, { reason, ...(device !== undefined && { device }) }),
      );
    });
  return quarantine;
}

async function dismissOne(registry: Registry, text: string): Promise<void> {
  const { number, settled } = await asideMessage(registry, numberOf(text));
  if (settled) throw settledAlready(number, settled);
  await registry.settle(number, 'dismissed', actor(), Date.now());
  process.stdout.write(`Message ${number} is dismissed.\n`);
}

/** Those that lie there now: what comes meanwhile was not meant. */
async function dismissAlike(registry: Registry, alike: OpenAlike): Promise<void> {
  const open = (await registry.quarantineOpen(alike.device)).find(({ reason }) => reason === alike.reason);
  const n = open ? await registry.dismissAlike(alike, open.last, actor(), Date.now()) : 0;
  process.stdout.write(`${n} ${n === 1 ? 'message is' : 'messages are'} dismissed.\n`);
}

function numberOf(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw new UsageError(
      'message-number',
      `${printable(text)} is no number of a message.`,
      'See the list for it.',
    );
  return Number(text);
}

async function list(registry: Registry, limit: number, all: boolean): Promise<void> {
  const entries = await registry.quarantine({ limit, ...(!all && { settled: false }) });
  if (entries.length === 0) process.stdout.write('Nothing lies in quarantine.\n');
  else
    process.stdout.write(
      `${textTable(
        ['number', 'received (UTC)', 'device', 'reason', 'bytes', 'detail'],
        entries.map(({ number, receivedAtMs, device, reason, bytes, detail, settled }) => [
          String(number),
          shownTime(receivedAtMs),
          printable(device ?? ''),
          reason,
          String(bytes),
          `${settled ? `[${settled.how}] ` : ''}${printable(detail)}`,
        ]),
        '><<<><',
      )}\n`,
    );
  for (const { reason, messages, firstMs, lastMs } of await registry.quarantineCounted())
    process.stdout.write(
      `Only counted, as there was no room: ${messages} of ${reason}, ${shownTime(firstMs)} to ${shownTime(lastMs)} UTC.\n`,
    );
}

function show(entry: QuarantineEntry, raw: boolean): void {
  if (raw) {
    process.stdout.write(entry.message);
    return;
  }
  const { number, reason, detail, topic, device, record, message, bytes, receivedAtMs, settled, hash } =
    entry;
  const payload = splitMessage(message)?.payload ?? message;
  const text = Buffer.from(payload).toString('utf8').slice(0, SHOWN_CHARACTERS);
  const lines = [
    `Message ${number}, received ${shownTime(receivedAtMs)} UTC, ${bytes} bytes`,
    `Reason: ${reason}: ${detail}`,
    `Topic: ${topic}`,
    `Device: ${device ?? 'not known'}`,
    `Record: ${record ?? 'not known'}`,
    ...(settled ? [`Settled: ${settled.how} by ${settled.by}, ${shownTime(settled.atMs)} UTC`] : []),
    '',
    hash === undefined ? text : `Only this head of it is kept; its SHA-256 is ${hash}.`,
  ];
  // What a stranger sent must not steer the terminal.
  process.stdout.write(`${lines.map(printable).join('\n')}\n`);
}

async function retakeThem(registry: Registry, text: string): Promise<void> {
  const clock = new SystemClock();
  const by = actor();
  if (text !== 'all') {
    const result = await retake(registry, clock, numberOf(text), by);
    process.stdout.write(
      result.as === 'still-refused'
        ? `Still refused: ${result.reason}: ${printable(result.detail)}\n`
        : `Message ${text} is taken${result.as === 'duplicate' ? '; its record was there already' : ''}.\n`,
    );
    return;
  }
  const numbers: number[] = [];
  let entries: readonly QuarantineEntry[];
  let before: number | undefined;
  do {
    entries = await registry.quarantine({
      settled: false,
      limit: PAGE,
      ...(before !== undefined && { before }),
    });
    // Of one that was too large only the beginning is there.
    numbers.push(
      ...entries.filter(({ message, bytes }) => message.byteLength === bytes).map(({ number }) => number),
    );
    before = entries.at(-1)?.number;
  } while (entries.length === PAGE);
  let taken = 0;
  // Oldest first: records follow each other in their chains.
  for (const number of numbers.reverse())
    if ((await retake(registry, clock, number, by)).as !== 'still-refused') taken++;
  process.stdout.write(`${taken} of ${numbers.length} messages were taken in.\n`);
}
