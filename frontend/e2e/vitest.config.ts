import { defineConfig } from 'vitest/config'

// Browser tests against the real server with the pages it carries: a file has its server and its browsers, and two files run at a time.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    environment: 'node',
    include: ['*.test.ts'],
    globalSetup: './pages.ts',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
