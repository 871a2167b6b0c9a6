import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { audienceOf } from "./src/texts/audiences.ts";

const WORTH_PACKING_BYTES = 1_024;
const GATEWAY = process.env.GATEWAY_URL ?? "http://127.0.0.1:8080";
/** What every page needs. */
const BASE =
  /node_modules.@tanstack.(query-core|react-query|react-router|router-core|history|store|react-store)./;
/** texts/<language>/<group>.ts */
const TEXTS = /src[\\/]texts[\\/](en|de|es)[\\/]([a-z-]+)\.ts$/;
const PACKABLE = /\.(js|css|svg|html|json)$/;

/** The texts of one language and audience are one file: a page waits for two of them at most. */
function textsName(id: string): string | null {
  const [, language, group = ""] = TEXTS.exec(id) ?? [];
  if (language === undefined) return null;
  return `texts-${language}-${group === "words" ? "all" : audienceOf(group)}`;
}

const GROUPS = [
  { name: "base", test: BASE },
  // What texts import must not end up in the file of one language.
  { name: textsName, includeDependenciesRecursively: false },
];

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

/** Vite's own helper for `import()` remembers a failure until the page is reloaded. */
function loadsAgain(): Plugin {
  const helper = join(import.meta.dirname, "src/shell/load-part.ts");
  return {
    name: "loads-again",
    apply: "build",
    enforce: "pre",
    load: (id) =>
      id === "\0vite/preload-helper.js"
        ? `export { loadPart as __vitePreload } from ${JSON.stringify(helper)};`
        : undefined,
  };
}

/** The page names its build: all file names, which carry the hashes of what is in them. */
function namesBuild(): Plugin {
  return {
    name: "names-build",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle = {} }) => {
        const names = Object.keys(bundle).toSorted().join("\n");
        const content = createHash("sha256").update(names).digest("hex").slice(0, 16);
        return [{ tag: "meta", attrs: { name: "build", content }, injectTo: "head" }];
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), loadsAgain(), namesBuild(), packed()],
  build: {
    // The size test reads this manifest.
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    // The content policy allows no data: URLs.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_000,
    // One file compresses better than the pieces that a new page would split it into.
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
  },
  // `npm run dev` starts this server beside the gateway.
  server: { proxy: { "/api": GATEWAY, "/console.json": GATEWAY } },
});
