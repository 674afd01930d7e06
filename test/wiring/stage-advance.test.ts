import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/clock/system-clock.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { AdvanceCommand } from '../../src/wiring/advance-command.js';
import { AdvanceLine } from '../../src/wiring/advance-line.js';
import { VirtualGpio } from '../../src/wiring/virtual-gpio.js';
import { codeOf, scratchFolder } from './fixtures.js';
import { stageContract } from './stage-advance.contract.js';

const PIN = 26;
const node = process.execPath;

stageContract('AdvanceLine', (speed) => {
  const clock = new VirtualClock();
  const gpio = new VirtualGpio(clock);
  const stage = new AdvanceLine(gpio.output(PIN, 0), clock, { pulseMs: speed === 'quick' ? 10 : 10_000 });
  return {
    stage,
    moves: () => gpio.writes.filter(({ level }) => level === 1).length,
    let: async (work) => (await clock.run(), await work),
  };
});

stageContract('AdvanceCommand', (speed) => {
  const log = join(scratchFolder(), 'moves');
  const script =
    speed === 'quick' ? `require('fs').appendFileSync(process.argv[1], 'm')` : `setInterval(() => {}, 1000)`;
  return {
    stage: new AdvanceCommand([node, '-e', script, log], new SystemClock(), { timeoutMs: 30_000 }),
    moves: () => (existsSync(log) ? readFileSync(log, 'utf8').length : 0),
    let: (work) => work,
  };
});

describe('a pulse for the stage', () => {
  it('is as long as told, with as long a rest behind it', async () => {
    const clock = new VirtualClock();
    const gpio = new VirtualGpio(clock);
    const stage = new AdvanceLine(gpio.output(PIN, 0), clock, { pulseMs: 50 });
    void Promise.all([stage.advance(), stage.advance()]);
    await clock.run();
    expect(gpio.writes.map(({ level, uptimeMs }) => [level, uptimeMs])).toEqual([
      [0, 0],
      [1, 0],
      [0, 50],
      [1, 100],
      [0, 150],
    ]);
  });

  it('may be a low one', async () => {
    const clock = new VirtualClock();
    const gpio = new VirtualGpio(clock);
    const stage = new AdvanceLine(gpio.output(PIN, 1), clock, { pulseMs: 5, active: 0 });
    void stage.advance();
    await clock.run();
    expect(gpio.writes.map(({ level }) => level)).toEqual([1, 0, 1]);
  });

  it('ends at rest when it is broken off, and gives the line back', async () => {
    const clock = new VirtualClock();
    const gpio = new VirtualGpio(clock);
    const stage = new AdvanceLine(gpio.output(PIN, 0), clock, { pulseMs: 1000 });
    const moved = codeOf(() => stage.advance());
    await clock.advance(100);
    expect(gpio.level(PIN)).toBe(1);
    await stage.close();
    expect(await moved).toBe('stage-closed');
    expect(gpio.level(PIN)).toBe(0);
    expect(gpio.inUse).toEqual([]);
  });

  it('fails as the line fails, and works again', async () => {
    const clock = new VirtualClock();
    const gpio = new VirtualGpio(clock);
    const stage = new AdvanceLine(gpio.output(PIN, 0), clock, { pulseMs: 5 });
    gpio.setFailing(PIN, true);
    expect(await codeOf(() => stage.advance())).toBe('gpio-write');
    gpio.setFailing(PIN, false);
    const moved = stage.advance();
    await clock.run();
    await moved;
    expect(gpio.writes.map(({ level }) => level)).toEqual([0, 1, 0]);
  });

  it('lasts', () => {
    const clock = new VirtualClock();
    const line = new VirtualGpio(clock).output(PIN, 0);
    expect(() => new AdvanceLine(line, clock, { pulseMs: 0 })).toThrow(RangeError);
  });
});

describe('a command for the stage', () => {
  const run = (command: readonly [string, ...string[]], timeoutMs = 30_000): Promise<void> =>
    new AdvanceCommand(command, new SystemClock(), { timeoutMs }).advance();

  it('gets its arguments as they are: no shell reads them', async () => {
    const file = join(scratchFolder(), 'arguments');
    const given = ['$(touch x)', 'a b', '; rm', '*', '"', "'"];
    const script = `require('fs').writeFileSync(process.argv[1], JSON.stringify(process.argv.slice(2)))`;
    await run([node, '-e', script, file, ...given]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(given);
  });

  it('that is not there is told by name', async () => {
    expect(await codeOf(() => run(['/no/such/stage', 'on']))).toBe('stage-no-command');
    await expect(run(['/no/such/stage'])).rejects.toThrow('/no/such/stage');
  });

  it('that fails is told with its last words', async () => {
    const failing = run([
      node,
      '-e',
      `console.error('first'); console.error('axis blocked'); process.exit(3)`,
    ]);
    await expect(failing).rejects.toMatchObject({
      code: 'stage-command-failed',
      message: expect.stringMatching(/exit status 3.*axis blocked/),
    });
  });

  it('that dies is told with how', async () => {
    const dying = run([node, '-e', `process.kill(process.pid, 'SIGSEGV')`]);
    await expect(dying).rejects.toMatchObject({
      code: 'stage-command-failed',
      message: expect.stringContaining('SIGSEGV'),
    });
  });

  it('that hangs is ended at its limit', async () => {
    expect(await codeOf(() => run([node, '-e', `setInterval(() => {}, 1000)`], 50))).toBe('stage-timeout');
  });

  it('is not waited for longer because it left something running', async () => {
    const file = join(scratchFolder(), 'pid');
    const script = `const left = require('child_process').spawn('sleep', ['600'], { stdio: 'inherit' });
      require('fs').writeFileSync(process.argv[1], String(left.pid)); left.unref();`;
    await expect(run([node, '-e', script, file])).resolves.toBeUndefined();
    expect(process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL')).toBe(true); // it was running still
  });

  it('makes virtual time stand still', async () => {
    const clock = new VirtualClock();
    const stage = new AdvanceCommand([node, '-e', ''], clock, { timeoutMs: 30_000 });
    let rang = false;
    clock.after(1, () => (rang = true));
    let done = false;
    const moved = stage.advance().then(() => {
      expect(rang).toBe(false);
      done = true;
    });
    await clock.advance(10);
    await moved;
    expect([done, rang]).toEqual([true, true]);
  });

  it('has a limit', () => {
    expect(() => new AdvanceCommand(['x'], new SystemClock(), { timeoutMs: 0 })).toThrow(RangeError);
  });
});
