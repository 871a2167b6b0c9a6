import { readFileSync, statSync } from "node:fs";
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
  readonly #path: string;
  readonly #setup: string;
  #page: (Page & { builtAtMs: number }) | undefined;

  constructor(folder: string, setup: unknown) {
    this.#path = join(folder, "index.html");
    this.#setup = `<meta name="setup" content="${escaped(JSON.stringify(setup))}">`;
  }

  /** Read again after a build beside a running gateway, as in development. */
  read(): Page {
    const builtAtMs = statSync(this.#path).mtimeMs;
    if (this.#page?.builtAtMs !== builtAtMs) this.#page = { ...this.#compose(), builtAtMs };
    return this.#page;
  }

  #compose(): Page {
    const file = readFileSync(this.#path, "utf8");
    const text = file.replace("</head>", () => `${this.#setup}</head>`);
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
