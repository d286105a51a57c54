import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { mock } from './mock/plugin.ts'

// The pages are built into dist/app, beside the committed placeholder dist/index.html.
export default defineConfig(({ mode }) => ({
  plugins: [vue(), mode === 'mock' ? mock() : undefined],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: { outDir: 'dist/app', emptyOutDir: true, chunkSizeWarningLimit: 700, target: 'es2022' },
  server: {
    port: 5173,
    proxy: mode === 'mock' ? undefined : { '/api': { target: process.env.HOTLINE_API ?? 'http://127.0.0.1:8890', ws: true } },
  },
  define: { __VUE_I18N_FULL_INSTALL__: false, __VUE_I18N_LEGACY_API__: false, __INTLIFY_PROD_DEVTOOLS__: false },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], setupFiles: ['src/test-setup.ts'], server: { deps: { inline: ['element-plus'] } } },
}))
