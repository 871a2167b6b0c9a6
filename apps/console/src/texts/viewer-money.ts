import { texts } from "./chosen.ts";

export const { viewerMoney } = texts<typeof import("./en/viewer-money.ts")>("viewer-money");
