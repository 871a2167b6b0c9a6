import { texts } from "./chosen.ts";

export const { home, checklist, charts, ledgerDays } =
  texts<typeof import("./en/creator-home.ts")>("creator-home");
