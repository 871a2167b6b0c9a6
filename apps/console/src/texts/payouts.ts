import { texts } from "./chosen.ts";

export const { payouts } = texts<typeof import("./en/payouts.ts")>("payouts");
