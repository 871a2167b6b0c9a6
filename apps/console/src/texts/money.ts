import { texts } from "./chosen.ts";

export const { money } = texts<typeof import("./en/money.ts")>("money");
