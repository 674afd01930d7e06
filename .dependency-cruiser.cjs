/**
 * The floors of the house, lowest first. A room imports from its own floor's folder or from floors below, never from above,
 * and rooms on one floor do not know each other.
 */
const floors = [
  ['base'],
  ['imaging', 'counting', 'simulate', 'clock', 'power'],
  ['workflow', 'wiring', 'record', 'sqlite'],
  ['classify', 'capture', 'store', 'gauge', 'panel', 'config', 'service', 'broker', 'registry'],
  ['slide', 'evaluate', 'send', 'collect', 'export'],
  ['report', 'doctor'],
  ['device', 'virtual', 'review', 'supervise'],
  ['cli'],
];
const rooms = floors.flat();
const floorOf = (room) => floors.findIndex((floor) => floor.includes(room));

const upward = rooms.map((room) => ({
  name: `floor-of-${room}`,
  comment: `${room} may import only its own files and the floors below it`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: `^src/(${rooms.filter((other) => other !== room && floorOf(other) >= floorOf(room)).join('|') || 'none'})/`,
  },
}));

module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'pure-core',
      comment:
        'base, imaging, counting, simulate, power and workflow do no I/O: no Node modules, no packages',
      severity: 'error',
      from: { path: '^src/(base|imaging|counting|simulate|power|workflow)/' },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
      },
    },
    {
      name: 'no-room-unlisted',
      comment: 'every folder of src stands on a floor',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${rooms.join('|')})/` },
      to: {},
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-tests-in-src',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|node_modules/vitest)' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
