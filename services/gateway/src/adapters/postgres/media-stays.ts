import { execute, one, purgeTable, rows } from "@metercast/postgres";
import type { PrismaClient } from "../../../generated/prisma/client.ts";
import type { MediaStay } from "../../domain/media-stay.ts";
import type { MediaStays } from "../../ports/media-stays.ts";
import {
  type FindStayRow,
  findPresentStay,
  findStay,
  findStaysOfRoom,
  findStaysOfViewer,
  finishRoom,
  markServed,
  noteStay,
} from "./media-stays.queries.ts";

/** LiveKit repeats a webhook for minutes; a visit ends within a day or two. */
const KEPT_HOURS = 48;
/** Each reload of a page makes a stay: enough for the present ones to be among the newest. */
const MAX_STAYS = 100;

const OLD_STAYS = { table: "media_stay", old: `updated_at < now() - make_interval(hours => ${KEPT_HOURS})` };
const OLD_ROOMS = { table: "media_room", old: `reported_at < now() - make_interval(hours => ${KEPT_HOURS})` };

/** Times are the database's: the clocks of replicas may differ. */
export function mediaStays(prisma: PrismaClient): MediaStays {
  return {
    async note({ kind, sid, roomSid, streamId, viewerId, atMs }) {
      const at = new Date(atMs);
      const joinedAt = kind === "joined" ? at : null;
      const leftAt = kind === "joined" ? null : at;
      const noted = await one(prisma, noteStay, { sid, roomSid, streamId, viewerId, joinedAt, leftAt });
      const found = noted && (await one(prisma, findStay, { sid }));
      return found && toStay(found);
    },
    async of(streamId, viewerId) {
      const found = await rows(prisma, findStaysOfViewer, { streamId, viewerId, most: MAX_STAYS });
      return found.map(toStay);
    },
    async anyPresent(streamId) {
      return (await one(prisma, findPresentStay, { streamId })) !== undefined;
    },
    async finishRoom({ roomSid, streamId, atMs }) {
      await execute(prisma, finishRoom, { roomSid, streamId, finishedAt: new Date(atMs) });
    },
    async ofRoom({ streamId, roomSid }, after, limit) {
      const found = await rows(prisma, findStaysOfRoom, { streamId, roomSid, after, most: limit });
      return found.map((row) => ({ viewerId: row.viewerId, stay: toStay(row) }));
    },
    async served(sid, openedSessionId) {
      await execute(prisma, markServed, { sid, openedSessionId: openedSessionId ?? null });
    },
    purge: async () => (await purgeTable(prisma, OLD_STAYS)) + (await purgeTable(prisma, OLD_ROOMS)),
  };
}

const toStay = (row: FindStayRow): MediaStay => ({
  sid: row.sid,
  joinedAtMs: row.joinedAt?.getTime(),
  leftAtMs: row.leftAt?.getTime(),
  leftReportedAtMs: row.leftReportedAt?.getTime(),
  served: row.served,
  openedSessionId: row.openedSessionId ?? undefined,
});
