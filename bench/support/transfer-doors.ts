import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { Direction, WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import type { Broker } from "@metercast/outbox";
import { type Caller, callGrpc } from "@metercast/runtime";

/** A way to ask for a transfer; resolves when it is answered as posted. */
export interface Door {
  name: string;
  /** Credits a creator. `key` is new each time. */
  ask(key: string, creator: string): Promise<void>;
  close(): void;
}

/** One connection each: a connection's calls share one process's event loop, but not one flow window. */
const CONNECTIONS = 4;
const DEADLINE_MS = 30_000;

export type Wallet = Caller<typeof WalletServiceService>;

export function grpcDoor(address: string): Door & { wallet: Wallet } {
  const clients = Array.from({ length: CONNECTIONS }, () =>
    callGrpc(WalletServiceService, address, { deadlineMs: DEADLINE_MS }),
  );
  let next = 0;
  return {
    name: "grpc",
    wallet: clients[0]!,
    async ask(key, creator) {
      await clients[next++ % CONNECTIONS]!.postAdjustment({
        source: "adjustment",
        requestId: key,
        userId: creator,
        asset: Asset.ASSET_USD,
        direction: Direction.DIRECTION_CREDIT,
        amount: 100n,
        referenceType: "ADJUSTMENT",
        referenceId: "",
        reason: "bench",
        actorId: "",
      });
    },
    close() {
      for (const client of clients) client.close();
    },
  };
}

/** A platform client's tip, from its request to its answering event. */
export function eventDoor({ jetstream, connection }: Broker, client: string): Door {
  const waiting = new Map<string, { resolve(): void; reject(error: Error): void }>();
  const answers = connection.subscribe("wallet.transfer.*.v1", {
    callback(_, message) {
      const { requestId, code } = message.json<{ requestId: string; code?: string }>();
      if (code === undefined) waiting.get(requestId)?.resolve();
      else waiting.get(requestId)?.reject(new Error(`rejected: ${code}`));
    },
  });
  return {
    name: "events",
    async ask(key, creator) {
      const answered = new Promise<void>((resolve, reject) => waiting.set(key, { resolve, reject }));
      const body = {
        requestId: key,
        userId: creator,
        asset: "ASSET_USD",
        amount: "100",
        referenceType: "TIP",
        referenceId: "",
        reason: "bench",
      };
      const asked = jetstream.publish(`platform.${client}.credit.requested.v1`, JSON.stringify(body));
      await Promise.all([asked, answered]).finally(() => waiting.delete(key));
    },
    close: () => answers.unsubscribe(),
  };
}
