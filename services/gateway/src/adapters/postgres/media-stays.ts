import { purgeTable } from "@metercast/outbox";
import type { PrismaClient } from "../../../generated/prisma/client.ts";
import type { MediaStay } from "../../domain/media-stay.ts";
import type { MediaStays } from "../../ports.ts";

/** LiveKit gives a webhook up within minutes; a viewer's visit ends within a day or two. */
const KEPT_HOURS = 48;
/** A reload makes a stay: enough for the present ones to be among the newest. */
const MAX_STAYS = 100;

/** The earliest time counts, so that order and repetition make no difference. */
const NOTE = `
  INSERT INTO media_stay AS s (sid, stream_id, viewer_id, joined_at, left_at, left_told_at)
  VALUES ($1, $2, $3, $4::timestamptz, $5::timestamptz, CASE WHEN $5::timestamptz IS NOT NULL THEN now() END)
  ON CONFLICT (sid) DO UPDATE SET
    joined_at = LEAST(s.joined_at, excluded.joined_at), left_at = LEAST(s.left_at, excluded.left_at),
    left_told_at = LEAST(s.left_told_at, excluded.left_told_at), updated_at = now()
  WHERE s.stream_id = excluded.stream_id AND s.viewer_id = excluded.viewer_id
  RETURNING sid, joined_at AS "joinedAt", left_at AS "leftAt", left_told_at AS "leftToldAt", served, opened_session_id AS "openedSessionId"`;
/** The session that it opened first stays: a repetition opens none. */
const SERVED = `
  UPDATE media_stay SET served = true, opened_session_id = COALESCE($2, opened_session_id), updated_at = now() WHERE sid = $1`;
const OLD_STAYS = { table: "media_stay", old: `updated_at < now() - make_interval(hours => ${KEPT_HOURS})` };

export function mediaStays(prisma: PrismaClient): MediaStays {
  return {
    async note({ kind, sid, streamId, viewerId, atMs }) {
      const at = new Date(atMs).toISOString();
      const times = kind === "joined" ? [at, null] : [null, at];
      const [row] = await prisma.$queryRawUnsafe<Row[]>(NOTE, sid, streamId, viewerId, ...times);
      return row && toStay(row);
    },
    async of(streamId, viewerId) {
      const rows = await prisma.mediaStay.findMany({
        where: { streamId, viewerId },
        orderBy: { updatedAt: "desc" },
        take: MAX_STAYS,
      });
      return rows.map(toStay);
    },
    async served(sid, openedSessionId) {
      await prisma.$executeRawUnsafe(SERVED, sid, openedSessionId ?? null);
    },
    purge: () => purgeTable(prisma, OLD_STAYS),
  };
}

interface Row {
  sid: string;
  joinedAt: Date | null;
  leftAt: Date | null;
  leftToldAt: Date | null;
  served: boolean;
  openedSessionId: string | null;
}

const toStay = ({ sid, joinedAt, leftAt, leftToldAt, served, openedSessionId }: Row): MediaStay => ({
  sid,
  joinedAtMs: joinedAt?.getTime(),
  leftAtMs: leftAt?.getTime(),
  leftToldAtMs: leftToldAt?.getTime(),
  served,
  openedSessionId: openedSessionId ?? undefined,
});
