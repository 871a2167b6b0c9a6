import type { PrismaClient } from "../../../generated/prisma/client.ts";
import type { MediaAbsence, MediaAbsences } from "../../ports/media-absences.ts";

/** The newest absence counts: somebody may have been back in between. */
const NOTE = `
  INSERT INTO media_absence AS a (stream_id, end_after) VALUES ($1, now() + make_interval(secs => $2::float8))
  ON CONFLICT (stream_id) DO UPDATE SET end_after = GREATEST(a.end_after, excluded.end_after)`;

/** Times are the database's: replicas' clocks may differ. */
export function mediaAbsences(prisma: PrismaClient): MediaAbsences {
  return {
    async note(streamId, graceMs) {
      await prisma.$executeRawUnsafe(NOTE, streamId, graceMs / 1_000);
    },
    due: (limit) =>
      prisma.$queryRawUnsafe<MediaAbsence[]>(
        `SELECT stream_id AS "streamId", end_after AS "endAfter" FROM media_absence WHERE end_after <= now() ORDER BY end_after LIMIT $1::int`,
        limit,
      ),
    async done({ streamId, endAfter }) {
      // A Date has milliseconds, the column more.
      await prisma.$executeRawUnsafe(
        "DELETE FROM media_absence WHERE stream_id = $1 AND end_after < $2::timestamptz + interval '1 millisecond'",
        streamId,
        endAfter.toISOString(),
      );
    },
  };
}
