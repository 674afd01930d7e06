import { z } from 'zod';
import { counting, power, storage, unattended, workflow } from './running-sections.js';
import { sync } from './sync-section.js';
import { beeper, button, camera, device, display, gauge, lamps, log } from './part-sections.js';

/** Version of the file's format; migrations.ts leads older ones here. */
export const CONFIG_VERSION = 1;

/** Every setting there is. */
export const configSchema = z.strictObject({
  device,
  camera,
  display,
  lamps,
  beeper,
  button,
  gauge,
  power,
  counting,
  workflow,
  unattended,
  storage,
  sync,
  log,
});

/** A whole configuration: every key has a value. */
export type Config = z.output<typeof configSchema>;
