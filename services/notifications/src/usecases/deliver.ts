import { backoffMs, type Clock, failpoint, type Logger } from "@metercast/runtime";
import {
  type DeliveryChannel,
  type DueDelivery,
  HOLDS_UP_MS,
  judgeAttempt,
  type Outcome,
} from "../domain/delivery.ts";
import type { CountDelivery, Deliveries, Sender } from "../ports/deliveries.ts";

export interface DeliverPorts {
  channel: DeliveryChannel;
  deliveries: Deliveries;
  sender: Sender;
  clock: Clock;
  log: Logger;
  count: CountDelivery;
}

/** Sends of a channel at once in this process. */
const AT_ONCE = 8;
/** Longer than a sender takes with all its deadlines. After a crash a delivery waits this long. */
export const LEASE_MS = 5 * 60_000;
/** Settling is repeated while the database is away, up to this long before another process may claim it. */
const SETTLE_MARGIN_MS = 30_000;
const FIRST_SETTLE_PAUSE_MS = 200;
const LONGEST_SETTLE_PAUSE_MS = 5_000;
/** How long a channel pauses that nobody answers on, the second time twice as long, and so on. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

export interface Deliverer {
  /** Starts what is due, as far as there is room. Resolves when it is started. */
  run(): Promise<void>;
  /** Called when there is room again. */
  onRoom: () => void;
  /** For the end: resolves when nothing is being sent. What can't be settled by then is sent again. */
  idle(): Promise<void>;
}

/** The deliveries of one channel. A slow recipient holds up no other: each takes one of the places. */
export function deliverer(ports: DeliverPorts): Deliverer {
  const sending = new Set<Promise<void>>();
  const ending = Promise.withResolvers<"ending">();
  let [failures, pausedUntil] = [0, 0];
  const self: Deliverer = {
    onRoom() {},
    async run() {
      const now = ports.clock.now();
      const limit = AT_ONCE - sending.size;
      if (limit === 0 || now < pausedUntil) return;
      const claimedUntil = new Date(now + LEASE_MS);
      const groups = await ports.deliveries.claim({
        channel: ports.channel,
        now: new Date(now),
        claimedUntil,
        holdsUpSince: new Date(now - HOLDS_UP_MS),
        limit,
      });
      for (const group of groups) {
        const one = sendGroup(ports, group, claimedUntil, ending.promise).then(pauseIfUnreachable, (err) =>
          ports.log.error({ err }, "a delivery was neither sent nor settled"),
        );
        const done = one.finally(() => {
          sending.delete(done);
          self.onRoom();
        });
        sending.add(done);
      }
    },
    async idle() {
      ending.resolve("ending");
      await Promise.all(sending);
    },
  };
  function pauseIfUnreachable(outcome: Outcome): void {
    const isUnreachable = outcome.outcome === "retry" && outcome.unreachable === true;
    if (!isUnreachable) failures = 0;
    // The others of the same moment say nothing new.
    else if (ports.clock.now() >= pausedUntil) {
      pausedUntil =
        ports.clock.now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
      failures += 1;
    }
  }
  return self;
}

async function sendGroup(
  ports: DeliverPorts,
  group: readonly DueDelivery[],
  claimedUntil: Date,
  ending: Promise<"ending">,
): Promise<Outcome> {
  const { channel, deliveries, sender, clock, log, count } = ports;
  const [first] = group;
  if (first === undefined) return { outcome: "sent" };
  const claimed = { ids: group.map(({ id }) => id), claimedUntil };
  failpoint("notifications.before_send");
  const outcome = await sender.send(group).catch((err): Outcome => {
    log.error({ err, channel, delivery: first.id }, "a delivery fails inside its sender");
    return { outcome: "retry", error: "internal" };
  });
  failpoint("notifications.before_settle");
  const now = new Date(clock.now());
  const verdict = judgeAttempt(first, outcome, now, Math.random());
  const settle = () =>
    "state" in verdict
      ? deliveries.end(claimed, { ...verdict, at: now })
      : deliveries.postpone(claimed, verdict);
  await untilSettled(settle, ports, claimedUntil, ending).catch((err) =>
    // The claim runs out, and the delivery is sent once more with the same id.
    log.warn({ err, channel, delivery: first.id }, "a delivery is not settled"),
  );
  count(channel, "state" in verdict ? verdict.state : "retry");
  if (outcome.outcome !== "sent")
    log.info({ channel, delivery: first.id, ...verdict }, "a delivery is not sent");
  return outcome;
}

/** Repeats it until it works, the process ends, or the claim is about to run out. */
async function untilSettled(
  settle: () => Promise<void>,
  { clock }: Pick<DeliverPorts, "clock">,
  claimedUntil: Date,
  ending: Promise<"ending">,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await settle();
    } catch (err) {
      const pause = backoffMs(attempt, FIRST_SETTLE_PAUSE_MS, LONGEST_SETTLE_PAUSE_MS);
      if (clock.now() + pause >= claimedUntil.getTime() - SETTLE_MARGIN_MS) throw err;
      if ((await Promise.race([ending, clock.sleep(pause)])) === "ending") throw err;
    }
}
