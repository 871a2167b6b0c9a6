import { type Logger, MetercastError } from "@metercast/runtime";
import type { PersonDirectory } from "../../ports/person-directory.ts";

export interface NamesPorts {
  directory: Pick<PersonDirectory, "names">;
  log: Logger;
}

/** User id → name. Presenters show null for whoever is not in it. */
export type Names = ReadonlyMap<string, string>;

export const NO_NAMES: Names = new Map();

/**
 * The names of the people of one answer, by one look-up. Names help to read an answer, so one without them is
 * better than none: where they can't be read it is empty.
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
