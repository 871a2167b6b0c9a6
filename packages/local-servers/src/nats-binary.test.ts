import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testServers } from "@metercast/testkit";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { findNatsServer } from "./nats-binary.ts";

const folder = mkdtempSync(join(tmpdir(), "metercast-nats-binary-"));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A nats-server as far as its version goes. */
function serverOfVersion(version: string): string {
  const place = join(folder, version);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "nats-server"), `#!/bin/sh\necho "nats-server: v${version}"\n`, { mode: 0o755 });
  return place;
}

/** Nothing is on PATH but this, and nothing was fetched before. */
function only(path: string) {
  vi.stubEnv("NATS_SERVER_BIN", "");
  vi.stubEnv("PATH", path);
  return findNatsServer({ cacheFolder: join(folder, "empty") });
}

test("no server and no way to get one is one sentence that says what to do", async () => {
  await expect(only(join(folder, "nothing"))).rejects.toThrow(
    /^No nats-server 2\.10 or newer was found or could be fetched \(.+\): install one on PATH, or name it in NATS_SERVER_BIN, or set NATS_URL\.$/,
  );
});

test("one on PATH is taken where it is new enough, and passed over where it is not", async () => {
  const [old, good] = [serverOfVersion("2.9.10"), serverOfVersion("2.11.3")];
  expect(await only(`${old}:${good}`)).toEqual({ path: join(good, "nats-server"), version: "2.11.3" });
  await expect(only(old)).rejects.toThrow(/^No nats-server 2\.10 or newer/);
});

test("the one that is named must be one, and new enough", async () => {
  vi.stubEnv("NATS_SERVER_BIN", join(serverOfVersion("2.9.10"), "nats-server"));
  await expect(findNatsServer({ cacheFolder: folder })).rejects.toThrow(
    /is nats-server 2\.9\.10; 2\.10 or newer is needed/,
  );
  vi.stubEnv("NATS_SERVER_BIN", join(folder, "missing"));
  await expect(findNatsServer({ cacheFolder: folder })).rejects.toThrow(/is not a nats-server that runs/);
  const { natsBinary } = testServers();
  vi.stubEnv("NATS_SERVER_BIN", natsBinary);
  expect((await findNatsServer({ cacheFolder: folder })).path).toBe(natsBinary);
});
