import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { newKey } from "../../api/client.ts";
import { ask } from "../../api/payouts.ts";
import { sum, usd } from "../../format/money.ts";
import { later } from "../../live/apply-admin.ts";
import { placeAnswer, shownRow } from "./apply.ts";
import type { Action, Decided, DecidedOne, LeftOut } from "./types.ts";
import { UNDO_SECONDS_OF_SEVERAL, type Words } from "./use-decide.ts";

/** The API takes a hundred at once; smaller parts show how far it is. */
const JUDGED = 100;
const PART = 20;

export type Outcome = Omit<Decided, "action" | "total"> & { totalMinor: bigint };

const NONE: Outcome = { decided: [], left_out: [], totalMinor: 0n };

const parts = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));

const joined = (before: Outcome, { decided, left_out }: Decided): Outcome => ({
  decided: [...before.decided, ...decided],
  left_out: [...before.left_out, ...left_out],
  totalMinor:
    before.totalMinor +
    sum(
      decided.map(({ amount }) => usd(amount)),
      "USD",
    ).minor,
});

const send = (body: object, idempotencyKey: string) =>
  ask<Decided>("post", "/api/admin/withdrawals/decisions", { body, idempotencyKey });

/** What would become of these, without doing anything. */
export async function judged(action: Action, ids: readonly string[]): Promise<Outcome> {
  let outcome = NONE;
  for (const part of parts(ids, JUDGED))
    outcome = joined(outcome, await send({ action, ids: part, dry_run: true }, newKey()));
  return outcome;
}

export interface BulkState {
  isRunning: boolean;
  done: number;
  outcome: Outcome | undefined;
}

/**
 * Decides part by part. A part has one key, so that sending it again after a broken connection decides
 * nothing twice.
 */
export function useBulk(action: Action) {
  const cache = useQueryClient();
  const key = useRef(newKey());
  const [state, setState] = useState<BulkState>({ isRunning: false, done: 0, outcome: undefined });

  async function run(ids: readonly string[], { note, internal }: Words): Promise<Outcome> {
    let outcome = NONE;
    let done = 0;
    setState({ isRunning: true, done, outcome: undefined });
    const words = { ...(note !== "" && { note }), ...(internal !== "" && { internal_note: internal }) };
    for (const [at, part] of parts(ids, PART).entries()) {
      const body = { action, ids: part, undo_seconds: UNDO_SECONDS_OF_SEVERAL, ...words };
      try {
        const answer = await send(body, `${key.current}-${at}`);
        outcome = joined(outcome, answer);
        for (const one of answer.decided) place(one);
      } catch {
        outcome = { ...outcome, left_out: [...outcome.left_out, ...part.map(unsent)] };
      }
      done += part.length;
      setState({ isRunning: true, done, outcome: undefined });
    }
    setState({ isRunning: false, done, outcome });
    later(cache, ["withdrawal-stats"]);
    return outcome;
  }

  /** The event brings the whole row. */
  function place({ id, status, decision }: DecidedOne): void {
    const row = shownRow(cache, id);
    if (row) placeAnswer(cache, { ...row, status, decision });
  }

  return { ...state, run };
}

const unsent = (id: string): LeftOut => ({ id, code: "unsent", detail: "" });
export const isUnsent = ({ code }: LeftOut): boolean => code === "unsent";
