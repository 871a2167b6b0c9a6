import { texts } from "./chosen.ts";

export const { adminPeople } = texts<typeof import("./en/admin-people.ts")>("admin-people");
