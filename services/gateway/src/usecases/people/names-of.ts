import { type Logger, MetercastError } from "@metercast/runtime";
import type { PersonDirectory } from "../../ports/person-directory.ts";

export interface NamesPorts {
  directory: Pick<PersonDirectory, "names">;
  log: Logger;
}

/** User id → name. Presenters show null for people that it lacks. */
export type Names = ReadonlyMap<string, string>;

export const NO_NAMES: Names = new Map();

/**
 * The names of the people of one answer, by one look-up. An answer without names is better than no answer: if
 * the directory can't be read, the map is empty.
 */
export async function namesOf(
  { directory, log }: NamesPorts,
  userIds: Iterable<string | null | undefined>,
): Promise<Names> {
  const known = new Set<string>();
  for (const id of userIds) if (id) known.add(id);
  if (known.size === 0) return NO_NAMES;
  try {
    return await directory.names([...known]);
  } catch (err) {
    log.warn({ err, code: MetercastError.from(err).code }, "people: names could not be read");
    return NO_NAMES;
  }
}
