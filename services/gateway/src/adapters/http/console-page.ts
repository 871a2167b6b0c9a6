import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

interface Page {
  text: string;
  packed: { br: Uint8Array<ArrayBuffer>; gzip: Uint8Array<ArrayBuffer> };
  /** The console's build, as the page itself names it. */
  build: string | null;
}

/**
 * The console's page with its setup written into it: a browser that would have to ask for the setup would
 * show everything a round trip later.
 */
export class ConsolePage {
  readonly #folder: string;
  readonly #setup: string;
  #built: { atMs: number; page: Page; first: ReadonlyMap<string, Page> } | undefined;

  constructor(folder: string, setup: unknown) {
    this.#folder = folder;
    this.#setup = `<meta name="setup" content="${escaped(JSON.stringify(setup))}">`;
  }

  /** The page at a path. Read again after a build beside a running gateway, as in development. */
  read(path: string): Page {
    const atMs = statSync(this.#index).mtimeMs;
    if (this.#built?.atMs !== atMs) this.#built = { atMs, ...this.#compose() };
    return this.#built.first.get(path) ?? this.#built.page;
  }

  get #index(): string {
    return join(this.#folder, "index.html");
  }

  #compose() {
    const file = readFileSync(this.#index, "utf8");
    const first = Object.entries(this.#preloads()).map(
      ([path, files]) => [path, this.#page(file, files)] as const,
    );
    return { page: this.#page(file, []), first: new Map(first) };
  }

  /** The scripts of each area's first page, which the browser would find only by running others. */
  #preloads(): Record<string, string[]> {
    const path = join(this.#folder, "preloads.json");
    return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Record<string, string[]>) : {};
  }

  #page(file: string, files: readonly string[]): Page {
    const links = files.map((name) => `<link rel="modulepreload" crossorigin href="${escaped(name)}">`);
    const text = file.replace("</head>", () => `${this.#setup}${links.join("")}</head>`);
    const [, build = null] = /<meta name="build" content="([0-9a-f]+)"/.exec(file) ?? [];
    const packed = {
      br: new Uint8Array(brotliCompressSync(text)),
      gzip: new Uint8Array(gzipSync(text)),
    };
    return { text, packed, build };
  }
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** Browsers that refuse one of them with ";q=0" do not exist; the plain text is always right. */
export function acceptedEncoding(header = ""): "br" | "gzip" | undefined {
  const names = header.split(",").map((part) => part.split(";")[0]?.trim());
  return names.includes("br") ? "br" : names.includes("gzip") ? "gzip" : undefined;
}
