import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { freePort, portIsFree } from "./ports.ts";

/** Chooses many ports, says which, and holds them until its input ends. */
const HOLDER = `
  import { freePort } from ${JSON.stringify(new URL("./ports.ts", import.meta.url).href)};
  const ports = [];
  for (let i = 0; i < 400; i++) ports.push(await freePort());
  process.stdout.write(JSON.stringify(ports));
  process.stdin.resume();
`;

it("a free port is below those of outgoing connections: none of them can take it before its server listens", async () => {
  const port = await freePort();
  expect(port).toBeLessThan(32_768);
  expect(await portIsFree(port, "127.0.0.1")).toBe(true);
});

it("no two processes that live choose the same port", async () => {
  const holders = [1, 2, 3].map(() =>
    spawn(process.execPath, ["--input-type=module", "-e", HOLDER], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  const chosen = await Promise.all(
    holders.map(async ({ stdout }) => String((await once(stdout, "data"))[0])),
  );
  for (const holder of holders) holder.stdin.end();
  const all = chosen.flatMap((text) => JSON.parse(text) as number[]);
  expect(all).toHaveLength(1_200);
  expect(new Set(all).size).toBe(1_200);
});
