import { existsSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium as driver } from "playwright-core";

/** What a server's Chromium needs, and nothing that calls home. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A second on a free machine; here a whole Metercast and other tests start beside it. */
const START_TIMEOUT_MS = 150_000;

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

export function launchChromium(executablePath: string): Promise<Browser> {
  return driver.launch({ executablePath, args: FLAGS, headless: true, timeout: START_TIMEOUT_MS });
}

/**
 * Headless Chromium's program: CHROMIUM_BIN, the one that npm brings (Linux on x64), or the machine's own.
 * For one process at a time: it unpacks the program where that was not done.
 */
export async function chromiumProgram(): Promise<string> {
  const named = process.env.CHROMIUM_BIN;
  if (named !== undefined) return named;
  if (process.platform === "linux" && process.arch === "x64") {
    // Read when it is imported: it unpacks the libraries that a bare Debian lacks, too.
    process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs22.x";
    const { default: packed } = await import("@sparticuz/chromium");
    // A run that is killed meanwhile leaves half a program, which the package takes for a whole one.
    const [path, whole] = [join(tmpdir(), "chromium"), join(tmpdir(), "chromium.whole")];
    if (!existsSync(whole)) rmSync(path, { force: true });
    await packed.executablePath();
    writeFileSync(whole, "");
    return path;
  }
  const found = SYSTEM.find((path) => existsSync(path));
  if (found === undefined) throw new Error("No Chromium: install one, or name it with CHROMIUM_BIN.");
  return found;
}
