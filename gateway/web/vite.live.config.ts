// Builds the live client (src/live) as a package for other apps: one JavaScript file that needs no other package. Types come from tsc.
import { copyFileSync } from 'node:fs'
import { defineConfig } from 'vite'

let out = ''

export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: 'dist-live',
    sourcemap: true,
    rolldownOptions: { output: { codeSplitting: false } }, // one file, with the library for where no WebSocket opens
    lib: { entry: 'src/live/index.ts', formats: ['es'], fileName: () => 'podium-live.js' },
  },
  plugins: [
    {
      name: 'package',
      configResolved: ({ build }) => void (out = build.outDir),
      closeBundle: () => copyFileSync('src/live/package.json', `${out}/package.json`),
    },
  ],
})
