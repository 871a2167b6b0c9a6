import { texts } from "./chosen.ts";

export const { adminPayouts } = texts<typeof import("./en/admin-payouts.ts")>("admin-payouts");
