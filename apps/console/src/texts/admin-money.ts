import { texts } from "./chosen.ts";

export const { adminMoney } = texts<typeof import("./en/admin-money.ts")>("admin-money");
