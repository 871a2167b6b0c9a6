import { type ErrorCode, MetercastError } from "@metercast/runtime";
import type { Act } from "../../domain/act.ts";
import type { Acts } from "../../ports/acts.ts";

/** After these errors the effect is unknown, and the job executes the act again. Any other error is final. */
export const isUnknownEffect = (code: ErrorCode): boolean => code === "unavailable" || code === "internal";

/** The result of an act that failed, as it is stored. */
export const failureOf = ({ code, message }: MetercastError): string => `${code}: ${message}`.slice(0, 500);

/** Executes a confirmed act and reports its end. */
export async function finishAct<T>(
  { acts }: { acts: Pick<Acts, "finishAct"> },
  { id: actId, status }: Pick<Act, "id" | "status">,
  execute: () => Promise<T>,
): Promise<T> {
  const made = await execute().catch(async (error: unknown) => {
    const refusal = MetercastError.from(error);
    if (!isUnknownEffect(refusal.code))
      await acts.finishAct({ actId, executed: false, result: failureOf(refusal) });
    throw error;
  });
  if (status === "confirmed")
    // If this report is lost, the job finds the effect and reports it.
    await acts.finishAct({ actId, executed: true, result: idOf(made) }).catch(() => undefined);
  return made;
}

/** The id of what an act made: a transfer or a rate card. */
export function idOf(made: unknown): string {
  const { transferId, id } = made as { transferId?: string; id?: string };
  return transferId ?? id ?? "";
}
