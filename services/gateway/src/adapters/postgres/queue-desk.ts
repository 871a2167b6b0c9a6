import { publicId, uuidOf } from "@metercast/contracts";
import type { QueueDesk, RejectReason, SavedView } from "../../ports/queue-desk.ts";
import type { Database } from "./database.ts";

export function queueDesk(database: Database): QueueDesk {
  return {
    async reasons() {
      const found = await database.rejectReason.findMany({ orderBy: [{ title: "asc" }, { id: "asc" }] });
      return found.map(toReason);
    },
    async addReason({ id, ...reason }, most) {
      if ((await database.rejectReason.count()) >= most) return false;
      const data = { id: reasonUuid(id), ...reason };
      // The same request again finds its row.
      await database.rejectReason.createMany({ data, skipDuplicates: true });
      return true;
    },
    async changeReason(id, change) {
      const where = { id: reasonUuid(id) };
      const before = await database.rejectReason.findUnique({ where });
      await database.rejectReason.updateMany({ where, data: change });
      return before ? toReason(before) : undefined;
    },
    async removeReason(id) {
      const where = { id: reasonUuid(id) };
      const before = await database.rejectReason.findUnique({ where });
      await database.rejectReason.deleteMany({ where });
      return before ? toReason(before) : undefined;
    },
    async views(userId) {
      const order = [{ page: "asc" }, { name: "asc" }] as const;
      const found = await database.savedView.findMany({ where: { userId }, orderBy: [...order] });
      return found.map(toView);
    },
    async saveView(userId, { id, page, name, query }, most) {
      const key = { userId_page_name: { userId, page, name } };
      const known = await database.savedView.findUnique({ where: key });
      if (!known && (await database.savedView.count({ where: { userId } })) >= most) return undefined;
      const create = { id: viewUuid(id), userId, page, name, query };
      return toView(await database.savedView.upsert({ where: key, create, update: { query } }));
    },
    async removeView(userId, id) {
      const { count } = await database.savedView.deleteMany({ where: { id: viewUuid(id), userId } });
      return count > 0;
    },
    async forget(userId) {
      await database.savedView.deleteMany({ where: { userId } });
    },
  };
}

/** No row has this id. */
const NOBODY = "00000000-0000-0000-0000-000000000000";
const reasonUuid = (id: string): string => uuidOf("rejectReason", id) ?? NOBODY;
const viewUuid = (id: string): string => uuidOf("savedView", id) ?? NOBODY;

const toReason = ({ id, title, text }: RejectReason): RejectReason => ({
  id: publicId("rejectReason", id),
  title,
  text,
});

const toView = ({ id, page, name, query }: SavedView): SavedView => ({
  id: publicId("savedView", id),
  page,
  name,
  query,
});
