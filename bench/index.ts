import { abuse } from "./abuse.ts";
import { burst } from "./burst.ts";
import { connections } from "./connections.ts";
import { consolePaint } from "./console.ts";
import { growth } from "./growth.ts";
import { http } from "./http.ts";
import { live } from "./live.ts";
import { memory } from "./memory.ts";
import { minutes, minutesHot } from "./minutes.ts";
import { notifications } from "./notifications.ts";
import { posting } from "./posting.ts";
import { start } from "./start.ts";
import type { Bench } from "./support/bench.ts";
import { withdrawals } from "./withdrawals.ts";
import { yardstick } from "./yardstick.ts";

/** Every benchmark in order. To add one, add bench/NAME.ts and a line here. */
export const BENCHES: Readonly<Record<string, Bench>> = {
  posting,
  yardstick,
  burst,
  minutes,
  "minutes-hot": minutesHot,
  memory,
  growth,
  live,
  http,
  connections,
  console: consolePaint,
  abuse,
  start,
  withdrawals,
  notifications,
};
