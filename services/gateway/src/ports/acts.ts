import type { Act, ActDetails, ActStatus } from "../domain/act.ts";
import type { Page, PageRequest } from "./calls.ts";

/** Keeps acts and decides which need a second admin. */
export interface Acts {
  /** The same `idempotencyKey` gives the same act. */
  requestAct(request: RequestAct): Promise<Act>;
  /** @throws second_admin_required, invalid_transition */
  decideAct(request: DecideAct): Promise<Act>;
  finishAct(request: { actId: string; executed: boolean; result: string }): Promise<unknown>;
  /** @throws act_not_found */
  getAct(actId: string): Promise<Act>;
  /** Newest first. */
  listActs(request: PageRequest & { status: ActStatus | undefined }): Promise<Page<Act>>;
}

export interface RequestAct {
  details: ActDetails;
  reason: string;
  actorId: string;
  idempotencyKey: string;
  /** The admin knows that a rate costs more than it brings in. */
  acceptLoss: boolean;
  /** Of an earnings policy: the wallet has judged so. */
  releasesNothingEarlier?: boolean;
}

export interface DecideAct {
  actId: string;
  actorId: string;
  action: "confirm" | "decline";
  note: string;
}
