import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const runtime = `http://127.0.0.1:${process.env.PERENNIAL_PORT ?? 4780}`

export default defineConfig({
  root: 'editor',
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true },
  server: {
    host: '127.0.0.1',
    // The host stays the page's own: the runtime answers no page of another origin.
    proxy: Object.fromEntries(
      ['/api', '/v1', '/health', '/ready', '/u'].map((path) => [
        `^${path}(/|$|\\?)`,
        { target: runtime, changeOrigin: false },
      ]),
    ),
  },
})
