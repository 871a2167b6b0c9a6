import { purgeTable } from "@metercast/postgres";
import type { PrismaClient } from "../../../generated/prisma/client.ts";
import type { MediaStay } from "../../domain/media-stay.ts";
import type { MediaStays } from "../../ports/media-stays.ts";

/** LiveKit gives a webhook up within minutes; a viewer's visit ends within a day or two. */
const KEPT_HOURS = 48;
/** A reload makes a stay: enough for the present ones to be among the newest. */
const MAX_STAYS = 100;

/** The earliest time counts, so that order and repetition make no difference. */
const NOTE = `
  INSERT INTO media_stay AS s (sid, stream_id, viewer_id, joined_at, left_at, left_reported_at, room_sid)
  VALUES ($1, $2, $3, $4::timestamptz, $5::timestamptz, CASE WHEN $5::timestamptz IS NOT NULL THEN now() END, $6)
  ON CONFLICT (sid) DO UPDATE SET
    joined_at = LEAST(s.joined_at, excluded.joined_at), left_at = LEAST(s.left_at, excluded.left_at),
    left_reported_at = LEAST(s.left_reported_at, excluded.left_reported_at), updated_at = now()
  WHERE s.stream_id = excluded.stream_id AND s.viewer_id = excluded.viewer_id
  RETURNING sid`;
/** A stay together with the end of its room: neither order nor coincidence of their webhooks leaves somebody behind in a room that is closed. */
const STAY = `
  SELECT s.sid, s.viewer_id AS "viewerId", s.joined_at AS "joinedAt", LEAST(s.left_at, r.finished_at) AS "leftAt",
         LEAST(s.left_reported_at, r.reported_at) AS "leftReportedAt", s.served, s.opened_session_id AS "openedSessionId"
    FROM media_stay s LEFT JOIN media_room r ON r.sid = s.room_sid AND (s.joined_at IS NULL OR s.joined_at <= r.finished_at)`;
/** The session that it opened first stays: a repetition opens none. */
const SERVED = `
  UPDATE media_stay SET served = true, opened_session_id = COALESCE($2, opened_session_id), updated_at = now() WHERE sid = $1`;
const FINISH_ROOM = `
  INSERT INTO media_room AS r (sid, stream_id, finished_at) VALUES ($1, $2, $3::timestamptz)
  ON CONFLICT (sid) DO UPDATE SET finished_at = GREATEST(r.finished_at, excluded.finished_at) WHERE r.stream_id = excluded.stream_id`;
const OLD_STAYS = { table: "media_stay", old: `updated_at < now() - make_interval(hours => ${KEPT_HOURS})` };
const OLD_ROOMS = { table: "media_room", old: `reported_at < now() - make_interval(hours => ${KEPT_HOURS})` };

export function mediaStays(prisma: PrismaClient): MediaStays {
  const read = (rest: string, ...values: unknown[]) =>
    prisma.$queryRawUnsafe<Row[]>(`${STAY} ${rest}`, ...values);
  return {
    async note({ kind, sid, roomSid, streamId, viewerId, atMs }) {
      const at = new Date(atMs).toISOString();
      const times = kind === "joined" ? [at, null] : [null, at];
      const noted = await prisma.$queryRawUnsafe<unknown[]>(NOTE, sid, streamId, viewerId, ...times, roomSid);
      if (noted.length === 0) return undefined;
      const [row] = await read("WHERE s.sid = $1", sid);
      return row && toStay(row);
    },
    async of(streamId, viewerId) {
      const newest = `WHERE s.stream_id = $1 AND s.viewer_id = $2 ORDER BY s.updated_at DESC LIMIT ${MAX_STAYS}`;
      return (await read(newest, streamId, viewerId)).map(toStay);
    },
    async anyPresent(streamId) {
      const present = `WHERE s.stream_id = $1 AND s.joined_at IS NOT NULL AND s.left_at IS NULL AND r.sid IS NULL LIMIT 1`;
      return (await read(present, streamId)).length > 0;
    },
    async finishRoom({ roomSid, streamId, atMs }) {
      await prisma.$executeRawUnsafe(FINISH_ROOM, roomSid, streamId, new Date(atMs).toISOString());
    },
    async ofRoom({ streamId, roomSid }, after, limit) {
      const each = `WHERE s.stream_id = $1 AND s.room_sid = $2 AND s.viewer_id > $3 ORDER BY s.viewer_id, s.joined_at DESC NULLS LAST`;
      const rows = await prisma.$queryRawUnsafe<Row[]>(
        `SELECT DISTINCT ON ("viewerId") * FROM (${STAY} ${each}) AS stays ORDER BY "viewerId", "joinedAt" DESC NULLS LAST LIMIT $4::int`,
        streamId,
        roomSid,
        after,
        limit,
      );
      return rows.map((row) => ({ viewerId: row.viewerId, stay: toStay(row) }));
    },
    async served(sid, openedSessionId) {
      await prisma.$executeRawUnsafe(SERVED, sid, openedSessionId ?? null);
    },
    purge: async () => (await purgeTable(prisma, OLD_STAYS)) + (await purgeTable(prisma, OLD_ROOMS)),
  };
}

interface Row {
  sid: string;
  viewerId: string;
  joinedAt: Date | null;
  leftAt: Date | null;
  leftReportedAt: Date | null;
  served: boolean;
  openedSessionId: string | null;
}

const toStay = ({ sid, joinedAt, leftAt, leftReportedAt, served, openedSessionId }: Row): MediaStay => ({
  sid,
  joinedAtMs: joinedAt?.getTime(),
  leftAtMs: leftAt?.getTime(),
  leftReportedAtMs: leftReportedAt?.getTime(),
  served,
  openedSessionId: openedSessionId ?? undefined,
});
