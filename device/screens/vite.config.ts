// Builds the two pages of a counter into dist/: plain files, nothing fetched from anywhere else (SCR-9).
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: join(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    target: 'chrome111',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        shopper: join(import.meta.dirname, 'index.html'),
        operator: join(import.meta.dirname, 'operator.html'),
      },
    },
  },
});
