import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { isAlive } from "./leftovers.ts";

/**
 * Below the ports of outgoing connections (Linux from 32768, others from 49152), so that no connection can
 * take a chosen port before the server listens, or while it restarts.
 */
const FIRST_PORT = 15_000;
const LAST_PORT = 32_000;
/** More than the ports ever held at once. */
const TRIES = 1_000;

/** One folder for all processes of this user, so that two test workers never choose the same port. */
const claims = join("/tmp", `metercast-ports-${userInfo().uid}`);
const mine = new Set<number>();
process.on("exit", () => {
  for (const port of mine) rmSync(claimFile(port), { force: true });
});

/** A free TCP port on 127.0.0.1, reserved against other processes of ours while this one lives. */
export async function freePort(): Promise<number> {
  mkdirSync(claims, { recursive: true, mode: 0o700 });
  for (let tried = 0; tried < TRIES; tried++) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (!claim(port)) continue;
    if (await portIsFree(port, "127.0.0.1")) return port;
    release(port);
  }
  throw new Error(`No free TCP port was found between ${FIRST_PORT} and ${LAST_PORT}.`);
}

/** True when nobody listens on the port (on `host`, default: every address). */
export const portIsFree = async (port: number, host?: string): Promise<boolean> =>
  (await portProblem(port, host)) === undefined;

/**
 * The error of listening on the port: EADDRINUSE, or EACCES if reserved for root; undefined if it is free.
 */
export async function portProblem(port: number, host?: string): Promise<string | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code ?? "unknown"));
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () =>
      server.close(() => resolve(undefined)),
    );
  });
}

function claim(port: number): boolean {
  if (mine.has(port)) return false;
  const file = claimFile(port);
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    // Frees the port of a killed process; this call takes another one.
    if (!holderLives(file)) rmSync(file, { force: true });
    return false;
  }
  mine.add(port);
  return true;
}

function release(port: number): void {
  mine.delete(port);
  rmSync(claimFile(port), { force: true });
}

function claimFile(port: number): string {
  return join(claims, String(port));
}

/** A file without a number is being written: its holder lives. */
function holderLives(file: string): boolean {
  try {
    const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
    return Number.isNaN(pid) || isAlive(pid);
  } catch {
    return false; // released meanwhile
  }
}
