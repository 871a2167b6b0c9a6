import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { audienceOf } from "./src/texts/audiences.ts";

const WORTH_PACKING_BYTES = 400;
const GATEWAY = process.env.GATEWAY_URL ?? "http://127.0.0.1:8080";
/**
 * What every page needs, in two files: one compresses better than many and takes one round trip. Libraries
 * change seldom: a deploy of the console leaves their file as it is.
 */
const LIBRARIES =
  /node_modules.(react|react-dom|scheduler|use-sync-external-store|openapi-fetch|eventsource-parser|uuid|@tanstack.(query-core|react-query|react-router|router-core|history|store|react-store))[\\/]/;
const EVERYWHERE =
  /packages.(client|money)[\\/]|src[\\/](api[\\/](client|payouts|queries|query-client|refetch|newer-wallet)|auth[\\/](?!oidc)|components[\\/](Badge|Button|Card|Dialog|Field|Money|Said|Stat|Time|draft|part|save-file|states|ShortId)\b|format[\\/](locale|money|parse|plural|time)|live[\\/](?!admin|apply-admin)|shell[\\/](?!PersonMenuItems|Palette\.|palette-items|use-debounced)|texts[\\/](?!en|de|es|pseudo)|setup|inbox[\\/]queries|admin[\\/]queue[\\/]address)|preload-helper/;
/** texts/<language>/<group>.ts */
const TEXTS = /src[\\/]texts[\\/](en|de|es)[\\/]([a-z-]+)\.ts$/;
const PACKABLE = /\.(js|css|svg|html|json)$/;

/** The texts of one language and audience are one file: a page waits for two of them at most. */
function textsName(id: string): string | null {
  const [, language, group = ""] = TEXTS.exec(id) ?? [];
  if (language === undefined) return null;
  return `texts-${language}-${group === "words" ? "all" : audienceOf(group)}`;
}

/**
 * The first page of each area, in one file with all that only its area uses. The gateway tells the browser
 * that the page will need it, so that it need not run a script to find out.
 */
const FIRST_PAGES = [
  { area: "viewer", path: "/streams", page: "StreamsPage" },
  { area: "creator", path: "/dashboard", page: "HomePage" },
  { area: "admin", path: "/admin", page: "QueuePage" },
] as const;

const GROUPS = [
  { name: "base", test: LIBRARIES, priority: 2 },
  // With all that it imports: two files that import from each other would run in the wrong order.
  { name: "shell", test: EVERYWHERE, priority: 1 },
  { name: "lists", test: /components[\\/](MoreButton|Table)\b/, priority: 1 },
  ...FIRST_PAGES.map(({ area, page }) => ({
    name: area,
    test: new RegExp(`src[\\\\/]${area}[\\\\/](Area|${page})\\.tsx$`),
  })),
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

/** Writes preloads.json: the scripts of each first page that are not in the page itself. */
function preloads(): Plugin {
  return {
    name: "preloads",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
        const closure = (names: (string | undefined)[], found = new Set<string>()) => {
          for (const name of names) {
            if (name === undefined || found.has(name)) continue;
            found.add(name);
            closure(chunks.find(({ fileName }) => fileName === name)?.imports ?? [], found);
          }
          return found;
        };
        const entry = closure(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
        const fileOf = (module: string) =>
          chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/apps/console/src/${module}`)))
            ?.fileName;
        const areas = FIRST_PAGES.map(({ area, path, page }) => {
          const files = [`${area}/Area.tsx`, `${area}/${page}.tsx`].map(fileOf);
          if (files.includes(undefined)) this.error(`no file for the first page of the ${area}`);
          return { area, path, own: files[0], files: closure(files) };
        });
        const pages = areas.map(({ area, path, files }) => {
          const others = areas.filter((other) => other.area !== area && files.has(other.own ?? ""));
          if (others.length > 0)
            this.error(`the ${area}'s first page needs code of the ${others[0]?.area}'s`);
          return [path, [...files].filter((name) => !entry.has(name)).map((name) => `/${name}`)];
        });
        const source = JSON.stringify(Object.fromEntries(pages));
        this.emitFile({ type: "asset", fileName: "preloads.json", source });
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), loadsAgain(), namesBuild(), preloads(), packed()],
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
