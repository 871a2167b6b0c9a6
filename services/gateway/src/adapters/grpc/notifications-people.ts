import type { People } from "../../ports/people.ts";
import type { NotificationsCaller } from "./notifications-caller.ts";

export const people = (caller: NotificationsCaller): People => ({
  async see({ roles, ...person }, options) {
    await caller.seePerson({ ...person, roles: [...roles] }, options);
  },
  exportData: async (userId) =>
    JSON.parse((await caller.exportPerson({ userId })).json) as Record<string, unknown>,
  async erase(userId) {
    await caller.erasePerson({ userId });
  },
});
