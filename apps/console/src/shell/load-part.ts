import { followsNewBuild, loadsAgain } from "./build.ts";

/** The parts of a page load in files whose names carry a hash; a build replaces all of them. */

/** Pauses before the next attempts, ms: a network that stumbles is back by then. */
const PAUSES_MS = [300, 1_500];

const arrived = new Map<string, Promise<void>>();

/**
 * Loads a part: first its files, then the part from the browser's cache. A browser remembers a failed import
 * until the page is reloaded, but not a failed fetch, so only the fetch is repeated. The build calls this
 * for every `import()` (vite.config.ts).
 */
export async function loadPart<T>(load: () => Promise<T>, files: readonly string[] = []): Promise<T> {
  try {
    await Promise.all(files.map(arrive));
    return await load();
  } catch (error) {
    // The page loads again, and this part never comes: after a deploy its files are gone; and a browser that
    // has the files but remembers a failed import forgets it only so.
    const filesCame = files.length > 0 && (await came(files));
    if (filesCame ? loadsAgain() : await followsNewBuild()) return new Promise(() => {});
    throw error;
  }
}

const came = (files: readonly string[]): Promise<boolean> =>
  Promise.all(files.map(arrive)).then(
    () => true,
    () => false,
  );

function arrive(file: string): Promise<void> {
  const address = `/${file}`;
  const known = arrived.get(address);
  if (known) return known;
  const coming = (file.endsWith(".css") ? style(address) : bytes(address)).catch((error: unknown) => {
    arrived.delete(address);
    throw error;
  });
  arrived.set(address, coming);
  return coming;
}

async function bytes(address: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await fetch(address);
      if (response.ok) return void (await response.arrayBuffer());
      throw new Error(`${address} answered ${response.status}`);
    } catch (error) {
      const pauseMs = PAUSES_MS[attempt];
      if (pauseMs === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

function style(address: string): Promise<void> {
  if (document.querySelector(`link[rel=stylesheet][href="${address}"]`)) return Promise.resolve();
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => reject(new Error(`${address} did not load`)));
  });
}
