import { env } from 'node:process'
import { defineConfig } from 'vite'

/** The platform behind `npm run dev`. */
const target = env['PODIUM_DEV'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false }, // browsers that know ES2022 know it
    rolldownOptions: {
      input: { index: 'index.html', sw: 'src/shell/worker.ts' },
      // a service worker is responsible for what lies beside and below it, and its name must stay
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  server: {
    proxy: {
      '/api': { target, ws: true },
      '/socket.io': { target, ws: true },
    },
  },
})
