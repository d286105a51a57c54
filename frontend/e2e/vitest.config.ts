import { defineConfig } from 'vitest/config'

// Browser tests against the real server with the pages it carries: one file, one server and one browser at a time.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    environment: 'node',
    include: ['*.test.ts'],
    globalSetup: './pages.ts',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
