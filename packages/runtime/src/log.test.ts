import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

/** Logs in a process of its own, as services do, and gives what came out. */
function logged(code: string): string {
  const source = `import { createLogger } from "${new URL("./log.ts", import.meta.url).pathname}"; const log = createLogger("t", "info"); ${code}`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", source], { encoding: "utf8" }).stdout;
}

it("passwords, tokens and addresses of people don't reach the log, wherever they stand", () => {
  const out = logged(`
    log.info({ token: "SECRET1", nested: { password: "SECRET2", email: "SECRET3" }, url: "postgres://u:SECRET4@h" }, "x");
    log.error({ err: new Error("connect to postgres://user:SECRET5@host failed", { cause: new Error("nats://a:SECRET6@b") }) }, "y");
  `);
  expect(out.trim().split("\n")).toHaveLength(2);
  expect(out).not.toMatch(/SECRET/);
  expect(out).toContain("[redacted]");
});
