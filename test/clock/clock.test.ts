import { SystemClock } from '../../src/clock/system-clock.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { clockContract } from './clock.contract.js';

clockContract('SystemClock', () => {
  const clock = new SystemClock();
  return { clock, wait: (ms) => clock.sleep(ms) };
});

clockContract('VirtualClock under advance', () => {
  const clock = new VirtualClock();
  return { clock, wait: (ms) => clock.advance(ms) };
});

clockContract('VirtualClock running freely', () => {
  const clock = new VirtualClock();
  return {
    clock,
    wait: async (ms) => {
      const awake = clock.sleep(ms);
      await clock.run();
      await awake;
    },
  };
});
