import { defineConfig } from 'vitest/config';

// In the guest: dist is there already, and everything is some twenty times slower.
export default defineConfig({
  test: {
    root: '/opt/ringform',
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
