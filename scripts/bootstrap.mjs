// Starts every script: plain JavaScript for Node 20 with nothing installed. It installs what is missing (npm
// brings Node 24 and Postgres), generates code whose inputs changed, and runs scripts/<name>.ts on that Node
// 24. Usage: node scripts/bootstrap.mjs <name> [arguments]
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, "node_modules", ".bin");
const node24 = join(bin, "node");
const stamp = join(root, "node_modules", ".metercast-install");
const lock = join(root, ".cache", "install.lock");
/** 40 s here with an empty cache; slow connections take longer. */
const INSTALL_TIMEOUT_MS = 15 * 60_000;
/** These run with what starting needs; the tools of tests and checks are installed for the other scripts. */
const FOR_START = new Set(["start", "dev"]);
/** The root's devDependencies (tests, checks, Kubernetes' models) and those of every package stay out. */
const START_ARGUMENTS = [
  ...["--omit=dev", "--include-workspace-root"],
  ...["wallet", "billing", "withdrawals", "notifications", "gateway"].map((name) => `-w=services/${name}`),
  ...["packages/local-servers", "packages/provision", "apps/stripe-standin", "apps/console"].map(
    (path) => `-w=${path}`,
  ),
];
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

main().catch((error) => {
  console.error(`metercast: ${error.message}`);
  process.exit(1);
});

async function main() {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    throw new Error(`Node ${process.versions.node} is too old: install Node 20 or newer and try again.`);
  }
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === "help") return printScripts();
  if (!/^[a-z-]+$/.test(name) || !existsSync(join(root, "scripts", `${name}.ts`))) {
    throw new Error(`There is no script ${name}: npm run help lists them.`);
  }
  const scope = FOR_START.has(name) ? "start" : "all";
  if (!isInstalled(scope)) await install(scope);
  if (!existsSync(node24)) {
    throw new Error(
      "npm did not bring Node 24 (node_modules/.bin/node is missing): delete node_modules and try again.",
    );
  }
  // Only `npm start` needs the console built; the browser tests build it themselves.
  const parts = [
    ...(name === "start" ? [] : ["--without=console"]),
    ...(scope === "start" ? ["--only=start"] : []),
  ];
  const generated = await run(node24, [join(root, "scripts", "generate.ts"), "--if-changed", ...parts]);
  if (generated !== 0) process.exit(generated);
  process.exit(await run(node24, [join(root, "scripts", `${name}.ts`), ...args]));
}

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

/** Prints every npm script with the first sentence of its file's comment. */
function printScripts() {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const [name, command] of Object.entries(scripts)) {
    const file = join(root, "scripts", `${/bootstrap\.mjs ([a-z-]+)/.exec(command)?.[1]}.ts`);
    const comment = existsSync(file) ? /^(\/\/ .*\n)+/.exec(readFileSync(file, "utf8"))?.[0] : undefined;
    const text =
      comment?.replaceAll(/\n?\/\/ /g, " ").trim() ?? command.replace(/^exec node .*/, "prints this list");
    const [sentence] = text.replace(/^npm (run )?(-s )?[\w:-]+[^:]*: /, "").split(/(?<=\.)\s|[;.]$|; /);
    const shown = name === "start" || name === "test" ? `npm ${name}` : `npm run ${name}`;
    console.log(`${shown.padEnd(26)} ${sentence}`);
  }
}

/** What the stamp says of an installation: the lock file, and "start" where only that part was installed. */
function stampOf(scope) {
  return scope === "start" ? `${lockHash()} start` : lockHash();
}

function readStamp() {
  return existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
}

/**
 * The stamp names the installed lock file. Without it, npm's own record may agree, after an `npm install`
 * by hand.
 */
function isInstalled(scope) {
  if (!existsSync(node24)) return false;
  const hash = lockHash();
  if (readStamp() === hash || readStamp() === stampOf(scope)) return true;
  const note = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(note)) return false;
  const wanted = Object.entries(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages);
  const present = JSON.parse(readFileSync(note, "utf8")).packages;
  const agrees = wanted.every(
    ([path, { version, optional, link }]) =>
      !path.startsWith("node_modules/") ||
      (present[path] === undefined ? optional === true : link === true || present[path].version === version),
  );
  if (agrees) writeFileSync(stamp, hash);
  return agrees;
}

/**
 * npm's arguments. A folder that had everything gets everything again; one that can start gets the rest
 * added.
 */
function installation(scope) {
  const before = readStamp();
  if (scope === "all" && before === stampOf("start"))
    return { args: ["install", "--no-save", "--include=dev"], installed: "all" };
  const hadAll = before !== "" && !before.endsWith(" start");
  if (scope === "all" || hadAll) return { args: ["ci", "--include=dev"], installed: "all" };
  return { args: ["ci", ...START_ARGUMENTS], installed: "start" };
}

async function install(scope) {
  const release = await takeInstallLock();
  try {
    if (isInstalled(scope)) return; // another process installed meanwhile
    // npm ci deletes node_modules first, so it can't run on the Node in there.
    const path = (process.env.PATH ?? "")
      .split(delimiter)
      .filter((folder) => !folder.startsWith(join(root, "node_modules")));
    const { args, installed } = installation(scope);
    const child = spawn("npm", [...args, "--include=optional", "--no-audit", "--no-fund"], {
      cwd: root,
      env: { ...process.env, PATH: path.join(delimiter), NODE_ENV: "development" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { code, lines } = await watch(child);
    if (code !== 0) {
      const errors = lines.filter((line) => /^npm (error|ERR!) \S/.test(line));
      const said = (errors.length > 0 ? errors.slice(0, 8) : lines.slice(-8)).join("\n  ");
      throw new Error(
        `npm could not install the dependencies (is the npm registry in reach?); it said:\n  ${said}`,
      );
    }
    writeFileSync(stamp, stampOf(installed));
  } finally {
    release();
  }
}

/**
 * Shows progress: in place on a terminal, else a line every 5 s. Resolves with the exit code and the last
 * lines.
 */
async function watch(child) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const lines = [];
  const keep = (chunk) => {
    lines.push(
      ...chunk
        .toString()
        .split("\n")
        .filter((line) => line.trim() !== ""),
    );
    lines.splice(0, lines.length - 200);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const tty = process.stdout.isTTY;
  if (!tty) console.log("installing dependencies …");
  const ticker = setInterval(
    () =>
      process.stdout.write(
        tty ? `\rinstalling dependencies … ${seconds()} s ` : `  still installing, ${seconds()} s\n`,
      ),
    tty ? 1_000 : 5_000,
  );
  const limit = setTimeout(() => child.kill("SIGKILL"), INSTALL_TIMEOUT_MS);
  const forward = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  const code = await new Promise((resolve) => {
    child.once("error", (error) => {
      lines.push(error.message);
      resolve(1);
    });
    child.once("close", (status) => resolve(status ?? 1));
  });
  for (const signal of SIGNALS) process.off(signal, forward);
  clearInterval(ticker);
  clearTimeout(limit);
  if (code === 0) console.log(`${tty ? "\r" : ""}dependencies installed in ${seconds()} s          `);
  return { code, lines };
}

/** One installation at a time: two would delete each other's files. */
async function takeInstallLock() {
  mkdirSync(dirname(lock), { recursive: true });
  const until = Date.now() + INSTALL_TIMEOUT_MS;
  while (Date.now() < until) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw new Error(`The folder ${root} can't be written (${error.code}).`);
    }
    if (!lockHolderLives()) rmSync(lock, { force: true });
    await sleep(250);
  }
  throw new Error(`Another installation has held ${lock} for too long: delete that file and try again.`);
}

function lockHolderLives() {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    if (pid === 0) return true; // another process is writing it
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Runs a program on our terminal and forwards signals. Resolves with its exit code. */
function run(command, args) {
  // The channel closes when this process dies, also by SIGKILL; the script then stops its servers.
  const child = spawn(command, args, {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` },
  });
  const forward = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  // npm forwards signals, but not when it is killed. Then the parent process changes.
  const parent = process.ppid;
  const orphaned = () => process.ppid !== parent && child.kill("SIGTERM");
  if (process.env.npm_lifecycle_event !== undefined) setInterval(orphaned, 1_000).unref();
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.once("close", (code, signal) => {
      for (const name of SIGNALS) process.off(name, forward);
      resolve(code ?? (signal === "SIGINT" ? 130 : 1));
    });
  });
}
