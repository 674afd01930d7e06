import { Command } from 'commander';
import { systemClockTrust } from '../clock/clock-trust.js';
import { SystemClock } from '../clock/system-clock.js';
import type { Config } from '../config/schema.js';
import { LANES } from '../record/lanes.js';
import type { Sender } from '../send/sender.js';
import { createLog } from '../service/create-log.js';
import { formFor } from '../service/log-form.js';
import type { OutboxRow } from '../store/outbox.js';
import { configByOptions, withDataOptions, type ConfigOptions } from './config-command.js';
import { openSender, SENDER_MEMORY } from './device/open-sync.js';
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
  const { enabled } = configByOptions(options).config.sync;
  const facts = await factsOf(data, enabled);
  process.stdout.write(
    options.json === true ? `${JSON.stringify(outboxDocument(version, facts))}\n` : outboxWords(facts),
  );
}

async function factsOf({ store }: StoredData, enabled: boolean): Promise<OutboxFacts> {
  const oldest: OutboxRow[] = [];
  for (const lane of LANES) oldest.push(...(await store.waiting({ lanes: [lane], limit: 1 })));
  return {
    totals: await store.outboxTotals(),
    refused: await store.refused(),
    anchors: await store.anchors(),
    memory: (await store.readState(SENDER_MEMORY)) ?? {},
    ...{ oldest, enabled },
  };
}

async function send(data: StoredData, options: SendOptions): Promise<void> {
  const { config } = configByOptions(options);
  const { store, disk } = data;
  const clock = new SystemClock({ trust: systemClockTrust() });
  const { stderr } = process;
  const log = createLog({ level: 'warn', form: formFor(stderr, process.env), stream: stderr, clock });
  const { sender } = await openSender({
    ...{ clock, store, log, power: true },
    config: unhindered(config),
    readFile: (file) => disk.read(file),
  });
  const before = await store.outboxTotals();
  const ended = await sendUntil(sender, waitingIn(before.waiting), options.for);
  const facts = await factsOf(data, config.sync.enabled);
  const left = waitingIn(facts.totals.waiting);
  if (options.json === true) process.stdout.write(`${JSON.stringify(outboxDocument(version, facts))}\n`);
  else {
    const sent = Math.max(0, waitingIn(before.waiting) - left);
    process.stdout.write(
      `Acknowledged: ${sent}. ${left === 0 ? 'Nothing waits.' : `Still waiting: ${left}${ended.trouble === undefined ? '' : ` (${ended.trouble})`}.`}\n`,
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
  let counted = total === 0;
  sender.onChange((now) => {
    const left = waitingIn(now.waiting);
    if (left > 0) counted = true;
    ({ trouble } = now);
    progress.update(Math.max(0, total - left), total, 'record', now.link);
    if ((counted && left === 0) || (trouble !== undefined && seconds === undefined)) over();
  });
  try {
    if (total === 0) over();
    await sender.run(stop.signal);
  } finally {
    progress.end();
    clearTimeout(timer);
    interrupt.release();
  }
  return { interrupted: interrupt.signal.aborted, ...(trouble !== undefined && { trouble }) };
}

function waitingIn(waiting: Readonly<Record<string, number>>): number {
  return Object.values(waiting).reduce((sum, count) => sum + count, 0);
}
