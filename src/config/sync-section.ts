import { flag, list, maybeText, maybeWhole, section, whole } from './keys.js';

/** The settings of what the device sends, and when. */
export const sync = section(
  'Sync',
  'Results on their way to a supervisor. docs/sync.md tells how it works.',
  {
    enabled: flag('Enabled', 'Whether anything is sent. Results wait in the outbox until then.', false),
    brokerUrl: maybeText('Broker', 'Where to, such as mqtts://broker.example.org:8883.'),
    site: maybeText(
      'Site',
      'Part of the address that records are sent to: 1–40 small letters, digits and hyphens. Null: made from device.site, ' +
        'or unassigned where that is not given.',
    ),
    certificates: maybeText(
      'Certificates',
      'Folder with client.crt, client.key and ca.crt, as “ringform enroll” makes them. Null: identity in the data folder.',
    ),
    windows: list(
      'Windows',
      'Times of day in which is sent, local; over midnight where the end lies before the beginning. Counted from the start of ' +
        'the device while no clock is trusted. None: always.',
      {
        pattern: /^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/,
        ...{ most: 24, expected: 'a list of times of day such as ["12:00-13:00", "20:00-06:00"]' },
      },
    ),
    healthEveryMinutes: whole('Health every', 'How often the device says how it is, and after every slide.', {
      ...{ from: 5, to: 1440, unit: 'min', default: 60 },
    }),
    inFlight: whole('In flight', 'Records sent and not acknowledged at any time.', {
      ...{ from: 1, to: 1000, unit: 'records', default: 20 },
    }),
    mostKibPerDay: maybeWhole(
      'Most a day',
      'Health and pictures wait for the next day beyond it; results are counted in and go all the same. Null: no limit.',
      { from: 16, to: 100_000_000, unit: 'KiB' },
    ),
    mostKibPerConnection: maybeWhole(
      'Most a connection',
      'Then the connection is ended and the next begins ten minutes later. Null: no limit.',
      { from: 16, to: 100_000_000, unit: 'KiB' },
    ),
    outboxMiB: whole(
      'Room for what waits',
      'Beyond it pictures, then health records are given up; never results.',
      {
        ...{ from: 1, to: 100_000, unit: 'MiB', default: 512 },
      },
    ),
    allowUnencrypted: flag(
      'Without encryption',
      'Allows mqtt:// to a broker on this very machine, for tests and demonstrations.',
      false,
    ),
  },
);
