import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The root folder of the repository (absolute path). */
export const repositoryRoot: string = resolve(import.meta.dirname, "../../..");

/** `bytes` random bytes as base64url text (24 bytes: 32 characters). */
export function randomSecret(bytes = 24): string {
  return randomBytes(bytes).toString("base64url");
}

/** Writes a file that only its owner may read, atomically. */
export function writePrivateFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const next = `${path}.${process.pid}.tmp`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, path);
}

/**
 * Secrets by name in one 0600 JSON file: missing names get a new random secret. Throws one sentence if the
 * file is not a JSON object of strings.
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
    // Fails below: overwriting a broken file would lose the data that its secrets open.
  }
  throw new Error(`The secrets file ${path} is not readable JSON: restore it, or start with --reset.`);
}

/** An absolute path inside the repository. */
export function repositoryPath(...path: string[]): string {
  return join(repositoryRoot, ...path);
}
