import { texts } from "./chosen.ts";

export const { inbox, preferences } = texts<typeof import("./en/inbox.ts")>("inbox");
