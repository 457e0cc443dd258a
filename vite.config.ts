import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { rendererAssets } from './scripts/rendererAssets.mjs';

const root = import.meta.dirname;

export default defineConfig({
  root: resolve(root, 'src/renderer'),
  base: './',
  plugins: [react(), rendererAssets(root)],
  build: {
    outDir: resolve(root, 'dist/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    // A data: URL for a small script or font would need a wider CSP.
    assetsInlineLimit: 0,
    sourcemap: false,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: { kiosk: resolve(root, 'src/renderer/kiosk/index.html'), admin: resolve(root, 'src/renderer/admin/index.html') },
    },
  },
});
