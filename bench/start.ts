import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startProcess } from "@metercast/local-servers";
import { repositoryPath } from "@metercast/provision";
import type { Bench } from "./support/bench.ts";
import { significant } from "./support/numbers.ts";

const TIMEOUT_MS = 300_000;

/**
 * From `npm start` in an installed clone to its `ready`: without data, and again with the data of the first
 * start.
 */
export const start: Bench = async ({ progress }) => {
  const home = mkdtempSync(join(tmpdir(), "metercast-start-"));
  const port = await freePort();
  try {
    progress("the first start: empty books");
    const first = await startOnce(home, port);
    progress("the second start: the same data");
    const second = await startOnce(home, port);
    return {
      figures: [
        { name: "first_start_seconds", value: significant(first.seconds), target: { below: 15 } },
        { name: "second_start_seconds", value: significant(second.seconds), target: { below: 15 } },
      ],
      settings: { demo: "on" },
      books: { ok: first.ok && second.ok, detail: "integrity of both, asked over the HTTP API" },
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

async function startOnce(home: string, port: number): Promise<{ seconds: number; ok: boolean }> {
  const began = performance.now();
  const ready = Promise.withResolvers<number>();
  const child = await startProcess({
    name: "npm start",
    command: "npm",
    args: ["start"],
    cwd: repositoryPath(),
    env: { ...process.env, PORT: String(port), METERCAST_HOME: home },
    onLine: (line) => {
      if (line.startsWith("ready ")) ready.resolve((performance.now() - began) / 1_000);
    },
  });
  const late = setTimeout(
    () => ready.reject(new Error(`no "ready":\n${child.lines().slice(-15).join("\n")}`)),
    TIMEOUT_MS,
  );
  try {
    const seconds = await ready.promise;
    return { seconds, ok: await booksAreRight(`http://127.0.0.1:${port}`) };
  } finally {
    clearTimeout(late);
    await child.stop();
  }
}

async function booksAreRight(url: string): Promise<boolean> {
  const post = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ persona: "admin" }),
  };
  const { token } = (await (await fetch(`${url}/api/demo/login`, post)).json()) as { token: string };
  const response = await fetch(`${url}/api/admin/integrity?run=now`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await response.json()) as { ok: boolean }).ok;
}
