import { execute, rows } from "@metercast/postgres";
import type { PrismaClient } from "../../../generated/prisma/client.ts";
import type { MediaAbsences } from "../../ports/media-absences.ts";
import { dueAbsences, noteAbsence, removeAbsence } from "./media-absences.queries.ts";

/** Times are the database's: the clocks of replicas may differ. */
export function mediaAbsences(prisma: PrismaClient): MediaAbsences {
  return {
    async note(streamId, graceMs) {
      await execute(prisma, noteAbsence, { streamId, graceSeconds: graceMs / 1_000 });
    },
    due: (limit) => rows(prisma, dueAbsences, { most: limit }),
    async done(absence) {
      await execute(prisma, removeAbsence, absence);
    },
  };
}
