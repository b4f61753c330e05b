import { defineConfig } from 'vite'

export default defineConfig({
  build: { target: 'es2022', assetsInlineLimit: 0 },
  // `npm run dev` against a platform that runs on its usual port
  server: {
    proxy: {
      '/api': { target: 'http://127.0.0.1:8080', ws: true },
      '/socket.io': { target: 'http://127.0.0.1:8080', ws: true },
    },
  },
})
