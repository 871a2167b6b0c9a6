import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const WORTH_PACKING_BYTES = 1_024;
const GATEWAY = process.env.GATEWAY_URL ?? "http://127.0.0.1:8080";
/** What every page needs. */
const BASE =
  /node_modules.@tanstack.(query-core|react-query|react-router|router-core|history|store|react-store)./;
const PACKABLE = /\.(js|css|svg|html|json)$/;

/** Writes a compressed file beside each file, so that the gateway never compresses. */
function packed(): Plugin {
  return {
    name: "packed",
    apply: "build",
    // After writing, when files are final.
    writeBundle({ dir = "" }, bundle) {
      for (const fileName of Object.keys(bundle)) {
        const path = join(dir, fileName);
        if (!PACKABLE.test(fileName)) continue;
        const source = readFileSync(path);
        if (source.length < WORTH_PACKING_BYTES) continue;
        const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
        writeFileSync(`${path}.br`, brotliCompressSync(source, brotli));
        writeFileSync(`${path}.gz`, gzipSync(source));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), packed()],
  build: {
    // The size test reads this manifest.
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    // The content policy allows no data: URLs.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_000,
    // One file compresses better than the pieces that a new page would split it into.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "base", test: BASE }] } } },
  },
  // `npm run dev` starts this server beside the gateway.
  server: { proxy: { "/api": GATEWAY, "/console.json": GATEWAY } },
});
