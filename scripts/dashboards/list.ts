import { money } from "./money.ts";
import { overview } from "./overview.ts";
import type { Dashboard } from "./panels.ts";
import { billing, gateway, notificationsBoard, wallet, withdrawalsBoard } from "./services.ts";

export const DASHBOARDS: readonly Dashboard[] = [
  overview,
  money,
  gateway,
  billing,
  wallet,
  withdrawalsBoard,
  notificationsBoard,
];
