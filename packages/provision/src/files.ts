import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The root folder of the repository (absolute path). */
export const repositoryRoot: string = resolve(import.meta.dirname, "../../..");

/** `bytes` random bytes as base64url text (24 bytes: 32 characters). */
export function randomSecret(bytes = 24): string {
  return randomBytes(bytes).toString("base64url");
}

/** Writes a file that only its owner may read, replacing it at once so that no reader sees half of it. */
export function writePrivateFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const next = `${path}.${process.pid}.tmp`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, path);
}

/**
 * Secrets by name, kept in one 0600 JSON file: names that are missing get a new random secret, the others stay.
 * Throws one sentence when the file is there but is not a JSON object of strings.
 */
export function keepSecrets<Name extends string>(
  path: string,
  names: readonly Name[],
  make: () => string = randomSecret,
): Record<Name, string> {
  const kept = existsSync(path) ? readSecrets(path) : {};
  const missing = names.filter((name) => typeof kept[name] !== "string");
  for (const name of missing) kept[name] = make();
  if (missing.length > 0) writePrivateFile(path, `${JSON.stringify(kept, null, 2)}\n`);
  return kept as Record<Name, string>;
}

function readSecrets(path: string): Record<string, string> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, string>;
    }
  } catch {
    // Said below: a broken file must never be overwritten, the data it opens would be lost.
  }
  throw new Error(`The secrets file ${path} is not readable JSON: restore it, or start anew with --reset.`);
}

/** An absolute path inside the repository. */
export function repositoryPath(...path: string[]): string {
  return join(repositoryRoot, ...path);
}
