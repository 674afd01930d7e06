import { describe, expect, it } from 'vitest';
import type { ServiceManager } from '../../src/service/service-manager.js';

export interface ManagerUnderTest {
  readonly manager: ServiceManager;
  /** What arrived of all that was said before this call, in order. */
  readonly heard: () => Promise<readonly string[]>;
  readonly end: () => void;
}

/** What every ServiceManager that somebody listens to keeps; `open` gives one with a watchdog of `watchdogMs`. */
export function serviceManagerContract(
  name: string,
  open: (watchdogMs: number | undefined) => Promise<ManagerUnderTest>,
): void {
  describe(`${name} keeps the contract of a service manager`, () => {
    it('passes on each word as one datagram, in order, in the words of sd_notify', async () => {
      const { manager, heard, end } = await open(undefined);
      manager.status('starting');
      manager.ready();
      manager.progress();
      manager.stopping();
      expect(await heard()).toEqual(['STATUS=starting', 'READY=1', 'WATCHDOG=1', 'STOPPING=1']);
      end();
    });

    it('never lets a status line say anything but a status', async () => {
      const { manager, heard, end } = await open(undefined);
      manager.status(' slide A-7\r\nREADY=1\n\nWATCHDOG=1\n');
      expect(await heard()).toEqual(['STATUS=slide A-7 READY=1 WATCHDOG=1']);
      end();
    });

    it('tells the time of its watchdog, or that it keeps none', async () => {
      const kept = await open(30_000);
      expect(kept.manager.watchdogMs).toBe(30_000);
      kept.end();
      const none = await open(undefined);
      expect(none.manager.watchdogMs).toBeUndefined();
      none.end();
    });

    it('says nothing after it was closed, twice too, and does not throw', async () => {
      const { manager, heard, end } = await open(undefined);
      manager.ready();
      manager.close();
      manager.close();
      manager.progress();
      manager.stopping();
      expect(await heard()).toEqual(['READY=1']);
      end();
    });
  });
}
