import type { Clock } from "@metercast/runtime";
import { runsOutAt } from "../domain/forecast.ts";
import { minutesEndedBy } from "../domain/minutes.ts";
import type { Wallet } from "../ports/wallet.ts";
import type { GetSessionPorts } from "./get-session.ts";

export interface GetForecastPorts extends GetSessionPorts {
  clock: Clock;
  wallet: Pick<Wallet, "paidMinutes">;
}

export interface GetForecast {
  viewerId: string;
  availableTokens: bigint;
}

/**
 * When the viewer's tokens run out over all open sessions. The wallet has a paid minute before this service
 * does, so once a minute has ended the wallet gives balance and paid minutes of one moment.
 * @throws unavailable: no forecast is better than one that is a minute wrong
 */
export async function getForecast(
  { store, clock, meter, wallet }: GetForecastPorts,
  { viewerId, availableTokens }: GetForecast,
): Promise<number | undefined> {
  const sessions = await store.sessions.active(viewerId);
  const open = sessions.map((session) => meter.newer(session)).filter(({ state }) => state === "active");
  if (open.every((session) => minutesEndedBy(session, clock.now()) === 0))
    return runsOutAt(
      availableTokens,
      open.map((session) => ({ ...session, paid: 0 })),
    );
  const { available, paid } = await wallet.paidMinutes(viewerId, open);
  return runsOutAt(
    available,
    open.map((session, i) => ({ ...session, paid: paid[i] ?? session.minutesBilled })),
  );
}
