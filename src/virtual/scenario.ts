import { z } from 'zod';
import { FIELD_FAULTS } from '../capture/rendered-microscope.js';
import { BATTERY_FAULTS } from '../gauge/simulated-battery.js';
import { STAINS } from '../simulate/stain.js';
import { CAMERA_FAULTS } from './rendered-camera.js';
import { DISK_FAULTS } from './troubled-disk.js';

const minute = z.number().min(0).max(1_000_000).describe('Minutes since the device was switched on.');

const slide = z.strictObject({
  seed: z.number().int().min(0).describe('The same seed is the same slide.'),
  parasitaemia: z.number().min(0).max(1).describe('Probability that a red cell is infected, 0–1.'),
  stain: z.enum(Object.keys(STAINS) as [keyof typeof STAINS]).default('magenta'),
});

const visit = z.strictObject({
  atMinute: minute.default(0),
  slide,
  badStops: z
    .record(z.string().regex(/^\d+$/), z.enum(FIELD_FAULTS))
    .optional()
    .describe('What is wrong at a stop of the stage (0 and up, counted on over the slides).'),
  endAfterFields: z.number().int().min(0).optional().describe('End it early by a long press.'),
  pause: z
    .strictObject({ afterFields: z.number().int().min(0), minutes: minute })
    .optional()
    .describe('The person leaves the microscope for a while, the slide under it.'),
});

const happening = z
  .strictObject({
    atMinute: minute,
    camera: z.enum([...CAMERA_FAULTS, 'well']).optional(),
    disk: z.enum([...DISK_FAULTS, 'well']).optional(),
    button: z.enum(['bouncing', 'stuck', 'well']).optional(),
    battery: z.enum([...BATTERY_FAULTS, 'well']).optional(),
    wallClockJumpMinutes: z.number().optional().describe('Forwards or (negative) backwards.'),
    clockTrust: z.enum(['rtc', 'network', 'none']).optional(),
    pressMs: z.number().min(0).max(60_000).optional().describe('Somebody else presses the button.'),
  })
  .describe('Something that happens to the device, whatever the person does.');

/** What happens at the virtual device: who comes with which slides, and what breaks. */
export const scenarioSchema = z.strictObject({
  description: z.string().optional(),
  /** Date and time the wall clock shows when it is switched on. */
  wallClock: z.iso.datetime({ offset: true }).default('2026-03-02T07:30:00Z'),
  clockTrust: z.enum(['rtc', 'network', 'none']).default('rtc'),
  /** State of charge at the beginning, 0–1, and the temperature of the air, °C. */
  charge: z.number().min(0).max(1).default(0.9),
  celsius: z.number().min(-20).max(60).default(25),
  pluggedIn: z
    .array(z.strictObject({ fromMinute: minute, toMinute: minute }))
    .default([])
    .describe('Minutes during which a charger of 10 W is plugged in.'),
  person: z
    .strictObject({
      reactionMs: z.number().min(0).max(60_000).default(900),
      slides: z.array(visit),
      firstStop: z.number().int().min(0).default(0).describe('Stop of the stage to begin at.'),
      powerOffAtEnd: z.boolean().default(false),
    })
    .optional()
    .describe('A health worker; without one the device is left alone.'),
  /** Slides under the objective while the device works unattended: it finds the next at every advance of its stage. */
  unattendedSlide: slide.optional(),
  happenings: z.array(happening).default([]),
  /** Ends by SIGTERM's way after so many minutes; without it, when the person is done. */
  untilMinute: minute.optional(),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type Happening = z.infer<typeof happening>;
