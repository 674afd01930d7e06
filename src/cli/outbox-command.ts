import { Command } from 'commander';
import { systemClockTrust } from '../clock/clock-trust.js';
import { SystemClock } from '../clock/system-clock.js';
import type { Config } from '../config/schema.js';
import { RingformError } from '../base/errors.js';
import type { CheckOutcome } from '../doctor/check.js';
import { LANES } from '../record/lanes.js';
import { type Sender, type SenderStatus } from '../send/sender.js';
import { createLog } from '../service/create-log.js';
import { formFor } from '../service/log-form.js';
import type { OutboxRow } from '../store/outbox.js';
import { configByOptions, withDataOptions, type ConfigOptions } from './config-command.js';
import { openSender, SENDER_MEMORY } from './device/open-sync.js';
import { judgeCertificate, needsCertificate, ownCertificate } from './device/own-certificate.js';
import { trustedNow } from './trusted-now.js';
import { troubleWords } from './sending-trouble.js';
import { exitCodes } from './exit-codes.js';
import { onInterrupt } from './interrupt.js';
import { numberBetween } from './options.js';
import { outboxDocument, outboxWords, type OutboxFacts } from './outbox-words.js';
import { Progress } from './progress.js';
import { withStoredData, type StoredData } from './stored-data.js';
import { version } from './version.js';

interface StatusOptions extends ConfigOptions {
  readonly json?: true;
}

interface SendOptions extends StatusOptions {
  readonly for?: number;
}

/** `ringform outbox …`: what waits to be sent. */
export function outboxCommand(): Command {
  const outbox = new Command('outbox')
    .summary('see what waits to be sent, send it now, or send again what was put aside')
    .description(
      'Results, how the device is, and pictures wait in the outbox of the data folder until a collector has acknowledged each by\n' +
        'its hash. Results are never given up; docs/sync.md tells what may be. Status and retry are safe while the device runs.',
    )
    .addHelpText(
      'after',
      `
Examples:
  ringform outbox status                what waits, since when, what was refused and why
  ringform outbox send --for 120        at the window with a signal: send for two minutes
  ringform outbox retry                 after the supervisor's administrator mended why records were put aside

A lane is emptied before the next: results, then health, then pictures.`,
    );
  withDataOptions(outbox.command('status', { isDefault: true }))
    .summary('say what waits, by lane, since when, and what was refused')
    .option('--json', 'print one JSON document')
    .action((options: StatusOptions) => withStoredData(options, (data) => status(data, options)));
  withDataOptions(outbox.command('send'))
    .summary('send now, until nothing waits')
    .description(
      'Sends what waits, now: windows, budgets and the battery are not asked. Ends when all is acknowledged, or at the first\n' +
        'trouble; with --for it goes on trying for so long. What was not acknowledged by then stays. For a device that is not\n' +
        'running: one that is sends by itself, and a broker lets only one of the two be connected.',
    )
    .option('--for <seconds>', 'go on for so long at most, through troubles', numberBetween(1, 86_400))
    .option('--json', 'print one JSON document at the end, as status does')
    .action((options: SendOptions) => withStoredData(options, (data) => send(data, options)));
  withDataOptions(outbox.command('retry'))
    .summary('let what the other side put aside be sent again, as it was')
    .action((options: ConfigOptions) =>
      withStoredData(options, async ({ store }) => {
        const count = await store.retryRefused();
        process.stdout.write(
          count === 0
            ? 'Nothing was put aside.\n'
            : `${count} ${count === 1 ? 'record goes' : 'records go'} again with the next connection.\n`,
        );
      }),
    );
  for (const command of outbox.commands) command.exitOverride().showSuggestionAfterError();
  return outbox;
}

async function status(data: StoredData, options: StatusOptions): Promise<void> {
  const facts = await factsOf(data, configByOptions(options).config);
  process.stdout.write(
    options.json === true ? `${JSON.stringify(outboxDocument(version, facts))}\n` : outboxWords(facts),
  );
}

async function factsOf({ store }: StoredData, config: Config): Promise<OutboxFacts> {
  const oldest: OutboxRow[] = [];
  for (const lane of LANES) oldest.push(...(await store.waiting({ lanes: [lane], limit: 1 })));
  return {
    totals: await store.outboxTotals(),
    refused: await store.refused(),
    anchors: await store.anchors(),
    memory: (await store.readState(SENDER_MEMORY)) ?? {},
    ...{ oldest, enabled: config.sync.enabled },
    ...(needsCertificate(config) && { certificate: await certificateOf(config) }),
  };
}

/** A certificate that cannot be read is told, and keeps nobody from seeing what waits. */
async function certificateOf(config: Config): Promise<CheckOutcome> {
  try {
    return judgeCertificate(await ownCertificate(config), trustedNow());
  } catch (error) {
    if (!(error instanceof RingformError)) throw error;
    return { state: 'failed', code: error.code, said: error.message, remedy: error.remedy };
  }
}

async function send(data: StoredData, options: SendOptions): Promise<void> {
  const { config } = configByOptions(options);
  const { store, disk } = data;
  const clock = new SystemClock({ trust: systemClockTrust() });
  const { stderr } = process;
  const found = formFor(stderr, process.env);
  const form = found === 'json' ? 'terminal' : found; // kept in a file, too, it is for the person who gave the command
  const log = createLog({ level: 'warn', form, stream: stderr, clock });
  const { sender } = await openSender({
    ...{ clock, store, log, power: true },
    config: unhindered(config),
    readFile: (file) => disk.read(file),
  });
  const before = await store.outboxTotals();
  if (waitingIn(before.waiting) === 0) {
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify(outboxDocument(version, await factsOf(data, config)))}\n`
        : nothingToSend(before.refused),
    );
    return;
  }
  const ended = await sendUntil(sender, waitingIn(before.waiting), options.for);
  const facts = await factsOf(data, config);
  const left = waitingIn(facts.totals.waiting);
  if (options.json === true) process.stdout.write(`${JSON.stringify(outboxDocument(version, facts))}\n`);
  else {
    const aside = Math.max(0, facts.totals.refused - before.refused);
    const sent = Math.max(0, waitingIn(before.waiting) - left - aside);
    process.stdout.write(
      `Acknowledged: ${sent}. ${left === 0 ? 'Nothing waits.' : `Still waiting: ${left}.${ended.trouble === undefined ? '' : `\nNot sent: ${troubleWords(ended.trouble)}`}`}\n` +
        (aside === 0
          ? ''
          : `Put aside by the other side, not sent again by themselves: ${aside}. ringform outbox status says why.\n`),
    );
  }
  if (ended.interrupted) process.exitCode = exitCodes.interrupted;
  else if (left > 0 && ended.trouble !== undefined) process.exitCode = exitCodes.link;
}

/** The configuration as a person means it who stands by and wants all of it gone. */
function unhindered(config: Config): Config {
  return {
    ...config,
    sync: { ...config.sync, windows: [], mostKibPerDay: null, mostKibPerConnection: null },
  };
}

/** Sends until nothing waits, the time is over, somebody interrupts, or (without a time) something fails. */
async function sendUntil(
  sender: Sender,
  total: number,
  seconds: number | undefined,
): Promise<{ readonly trouble?: string; readonly interrupted: boolean }> {
  const interrupt = onInterrupt();
  const stop = new AbortController();
  const over = (): void => stop.abort();
  interrupt.signal.addEventListener('abort', over);
  const timer = seconds === undefined ? undefined : setTimeout(over, seconds * 1000);
  const progress = new Progress();
  let trouble: string | undefined;
  let counted = false;
  sender.onChange((now) => {
    const left = waitingIn(now.waiting);
    if (left > 0) counted = true;
    ({ trouble } = now);
    // Before it has counted it knows of nothing that waits.
    if (counted) progress.update(Math.max(0, total - left), total, 'record', LINK_WORDS[now.link]);
    if ((counted && left === 0) || (trouble !== undefined && seconds === undefined)) over();
  });
  try {
    await sender.run(stop.signal);
  } finally {
    progress.end();
    clearTimeout(timer);
    interrupt.release();
  }
  return { interrupted: interrupt.signal.aborted, ...(trouble !== undefined && { trouble }) };
}

const LINK_WORDS: Readonly<Record<SenderStatus['link'], string>> = {
  down: 'not connected',
  connecting: 'connecting',
  up: 'connected',
  closing: 'hanging up',
};

function nothingToSend(refused: number): string {
  if (refused === 0) return 'Nothing waits to be sent: everything was acknowledged.\n';
  return `Nothing waits to be sent, but ${refused} ${refused === 1 ? 'record was' : 'records were'} refused: ringform outbox status says why.\n`;
}

function waitingIn(waiting: Readonly<Record<string, number>>): number {
  return Object.values(waiting).reduce((sum, count) => sum + count, 0);
}
