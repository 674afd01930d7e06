import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';
import { siteOf, siteOfCounts } from '../../src/config/sync-site.js';
import { refusal } from './fixtures.js';

const on = ['sync.enabled=true', 'sync.brokerUrl=mqtts://broker.example.org:8883', 'sync.site=kisumu'];

it('is off unless asked for, and then wants a broker', () => {
  expect(loadConfig({}).config.sync).toMatchObject({
    enabled: false,
    brokerUrl: null,
    healthEveryMinutes: 60,
  });
  expect(loadConfig({ sets: on })).toMatchObject({ config: { sync: { enabled: true } }, warnings: [] });
  expect(refusal({ sets: ['sync.enabled=true'] }).message).toContain('sync.brokerUrl must be given');
});

it.each([
  ['mqtt://broker.example.org', 'must be mqtts://'],
  ['mqtt://localhost.example.org', 'must be mqtts://'],
  ['https://broker.example.org', 'of the form mqtts://'],
  ['broker.example.org:8883', 'of the form mqtts://'],
  ['mqtts://user:secret@broker.example.org', 'host and port alone'],
  ['mqtts://broker.example.org/path', 'host and port alone'],
])('refuses %s', (url, why) => {
  expect(refusal({ sets: [`sync.brokerUrl=${url}`, 'sync.allowUnencrypted=true'] }).message).toContain(why);
});

it('allows no encryption on this very machine alone, and only when told', () => {
  for (const url of ['mqtt://127.0.0.1:1883', 'mqtt://localhost:1883', 'mqtt://[::1]:1883']) {
    expect(refusal({ sets: [`sync.brokerUrl=${url}`] }).message).toContain('must be mqtts://');
    const sets = [`sync.brokerUrl=${url}`, 'sync.allowUnencrypted=true'];
    expect(loadConfig({ sets }).config.sync.brokerUrl).toBe(url);
  }
});

it('a site is small letters, digits and hyphens; where none is given it is made from the device’s', () => {
  expect(refusal({ sets: ['sync.site=Kisumu West'] }).message).toContain('sync.site is "Kisumu West"');
  const site = (text: string): string => siteOf(loadConfig({ sets: [`device.site=${text}`] }).config);
  expect(site('Kisumu West')).toBe('kisumu-west');
  expect(site('Hôpital de Cobán (2)')).toBe('hopital-de-coban-2');
  expect(site('  -- ')).toBe('unassigned');
  expect(site('病院')).toBe('unassigned');
  expect(site('a'.repeat(39) + ' b')).toBe('a'.repeat(39));
  expect(siteOf(loadConfig({}).config)).toBe('unassigned');
  expect(loadConfig({ sets: on.slice(0, 2) }).warnings).toMatchObject([
    { what: expect.stringContaining('unassigned') as string },
  ]);
});

it('slides belong to a site once the device was given one, not because somebody typed a name at it', () => {
  const site = (...sets: string[]): string | undefined => siteOfCounts(loadConfig({ sets }).config);
  expect(site()).toBeUndefined();
  expect(site('device.site=Kisumu West')).toBeUndefined();
  expect(site(...on)).toBe('kisumu');
  expect(site('sync.site=kisumu')).toBe('kisumu');
  expect(site(...on.slice(0, 2), 'device.site=Kisumu West')).toBe('kisumu-west');
  expect(site(...on.slice(0, 2))).toBeUndefined();
});

it('windows of sync keep the rules of windows', () => {
  expect(refusal({ sets: ['sync.windows=["08:00-08:00"]'] }).message).toContain('same minute');
  expect(refusal({ sets: ['sync.windows=["08:00-10:00","09:00-11:00"]'] }).message).toContain('overlap');
});
