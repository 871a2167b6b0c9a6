import { execFileSync } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { Direction, WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { freePort, type RunningProcess, startProcess } from "@metercast/local-servers";
import { repositoryPath } from "@metercast/provision";
import { type Caller, callGrpc } from "@metercast/runtime";
import { poll, startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DEMO_CLIENTS } from "../../scripts/start/platform-clients.ts";

// What docs/EVENTS.md prints, run exactly as it stands there.
const page = readFileSync(repositoryPath("docs", "EVENTS.md"), "utf8");
const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text = ""]) => ({
  language,
  text,
}));
const block = (language: string, begin: string): string => {
  const found = blocks.find(({ language: is, text }) => is === language && text.startsWith(begin));
  if (found === undefined)
    throw new Error(`docs/EVENTS.md has no ${language} block that begins with ${begin}`);
  return found.text;
};

const folder = mkdtempSync(join(tmpdir(), "metercast-events-"));
const running: RunningProcess[] = [];
let world: World;
let wallet: Caller<typeof WalletServiceService>;

beforeAll(async () => {
  const PLATFORM_CLIENTS = block("json", "{");
  world = await startWorld({ services: ["wallet"], env: { PLATFORM_CLIENTS } });
  wallet = callGrpc(WalletServiceService, world.service("wallet").grpcAddress ?? "", { deadlineMs: 60_000 });
  await wallet.postAdjustment({
    source: "adjustment",
    requestId: "welcome",
    userId: "ana",
    asset: Asset.ASSET_TOKEN,
    direction: Direction.DIRECTION_CREDIT,
    amount: 60n,
    referenceType: "ADJUSTMENT",
    referenceId: "",
    reason: "a gift",
    actorId: "admin",
  });
  symlinkSync(repositoryPath("node_modules"), join(folder, "node_modules"));
  for (const name of ["consumer.mjs", "tip.mjs", "receiver.mjs"])
    writeFileSync(join(folder, name), block("js", `// ${name}`));
});
afterAll(async () => {
  for (const process of running) await process.stop();
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const environment = () => ({
  PATH: [repositoryPath("node_modules", ".bin"), process.env.PATH].join(delimiter),
  HOME: folder,
  NATS_URL: world.nats.urlFor("platform-demo"),
});

/**
 * Runs shell lines in the folder of the programs; gives their last line. @throws where one fails or nothing
 * comes in 20 s
 */
async function shell(lines: string): Promise<string> {
  const child = await startProcess({
    name: "sh",
    command: "/bin/sh",
    args: ["-ec", lines],
    cwd: folder,
    env: environment(),
  });
  running.push(child);
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`${lines} ended with ${code}: ${child.lines().join("\n")}`);
  return child.lines().findLast((line) => line !== "") ?? "";
}

const balances = async () => {
  const of = async (userId: string) => (await wallet.getBalances({ userId })).accounts[0]?.posted ?? 0n;
  return { ana: await of("ana"), cleo: await of("cleo") };
};

it("the programs are as short as promised", () => {
  const lines = (text: string) => text.trimEnd().split("\n").length;
  expect(lines(block("js", "// consumer.mjs"))).toBeLessThanOrEqual(15);
  expect(lines(block("js", "// tip.mjs"))).toBeLessThanOrEqual(30);
  expect(JSON.parse(block("json", "{"))).toEqual(DEMO_CLIENTS);
});

it("a webhook receiver accepts what is signed with its secret, and nothing else", async () => {
  const [key, port] = [randomBytes(32), await freePort()];
  const receiver = await startProcess({
    name: "receiver",
    command: process.execPath,
    args: ["receiver.mjs"],
    cwd: folder,
    env: { ...environment(), WEBHOOK_SECRET: `whsec_${key.toString("base64")}`, PORT: String(port) },
  });
  running.push(receiver);
  const sent = JSON.stringify({ type: "billing.stream.ended.v1", data: { object: "str_1", sequence: 7 } });
  const at = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac("sha256", key).update(`msg_1.${at}.${sent}`).digest("base64");
  const headers = { "webhook-id": "msg_1", "webhook-timestamp": at, "webhook-signature": `v1,${signature}` };
  const deliver = async (body: string) =>
    (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body, headers })).status;
  expect(
    await poll(
      () => deliver(sent),
      () => true,
    ),
  ).toBe(204);
  expect(await deliver(`${sent} `)).toBe(400);
  expect(receiver.lines()).toContain("msg_1 billing.stream.ended.v1 str_1 7");
});

it("a tip is paid once however often it is asked for, and what can't be paid is no tip", async () => {
  const command = block("sh", "node tip.mjs");
  expect(await shell(command)).toBe("tipped");
  expect(await shell(command)).toBe("tipped");
  expect(await balances()).toEqual({ ana: 10n, cleo: 500n });
  expect(await shell("node tip.mjs ana cleo 50 500 tip-2")).toBe("no tip: insufficient_balance");
  // Beyond what the demo may credit: the fan gets the tokens back.
  expect(await shell("node tip.mjs ana cleo 10 10001 tip-3")).toBe("given back: posted");
  expect(await balances()).toEqual({ ana: 10n, cleo: 500n });
});

it("a consumer hears each transfer, each refusal and each crossing of a balance", async () => {
  const consumer = await startProcess({
    name: "consumer",
    command: process.execPath,
    args: ["consumer.mjs"],
    cwd: folder,
    env: environment(),
  });
  running.push(consumer);
  const expected = [
    "wallet.transfer.posted.v1 tip-1:debit 50",
    "wallet.transfer.posted.v1 tip-1:credit 500",
    "wallet.transfer.rejected.v1 tip-2:debit insufficient_balance",
    "wallet.transfer.rejected.v1 tip-3:credit limit_exceeded",
    "wallet.transfer.posted.v1 tip-3:back 10",
    expect.stringMatching(/^wallet\.balance\.exhausted\.v1 ana \d+$/),
    expect.stringMatching(/^wallet\.balance\.recovered\.v1 ana \d+$/),
  ];
  await expect.poll(() => consumer.lines(), { timeout: 60_000 }).toEqual(expect.arrayContaining(expected));
  await consumer.stop();
});

// Where the command line is installed; there is no package of it for npm.
if (hasProgram("nats")) {
  it("the same by hand, with the nats command line", async () => {
    expect(await shell(block("sh", "options="))).toBe("Acknowledged message");
    await expect.poll(async () => (await balances()).cleo, { timeout: 60_000 }).toBe(600n);
  });
}

function hasProgram(name: string): boolean {
  try {
    execFileSync("/bin/sh", ["-c", `command -v ${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
