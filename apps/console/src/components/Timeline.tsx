import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../api/client.ts";
import { withdrawalQuery } from "../api/queries.ts";
import { dayText, exactTime } from "../format/time.ts";
import { t } from "../texts.ts";
import { ShortId } from "./ShortId.tsx";
import { Loaded, RowsSkeleton } from "./states.tsx";
import { Ago } from "./Time.tsx";

type Details = Schemas["WithdrawalDetails"];

interface Step {
  at: string;
  title: string;
  by?: string | undefined;
  note?: string | null;
  internal?: string | null | undefined;
  reference?: string | null;
  colour: string;
}

const STATUS_COLOURS: Record<string, string> = {
  PENDING: "text-held",
  APPROVED: "text-way",
  COMPLETED: "text-paid",
  REJECTED: "text-back",
  FAILED: "text-back",
};
const ATTEMPT_COLOURS: Record<string, string> = {
  paid: "text-paid",
  failed: "text-back",
  returned: "text-back",
  unknown: "text-held",
};

/** Every step of a withdrawal, newest last: actor, time and note. */
export function Timeline({ withdrawalId }: { withdrawalId: string }) {
  const withdrawal = useQuery(withdrawalQuery(withdrawalId));
  return (
    <Loaded query={withdrawal} skeleton={<RowsSkeleton rows={3} />}>
      {(data) => <Steps of={data} />}
    </Loaded>
  );
}

function Steps({ of }: { of: Details }) {
  return (
    <ol className="flex flex-col px-5 pt-1 pb-4 text-13">
      {stepsOf(of).map((step) => (
        <li key={`${step.at} ${step.title}`} className="group relative flex gap-3 pb-4 last:pb-0">
          <span
            aria-hidden="true"
            className={`relative mt-1.5 size-2 shrink-0 rounded-full bg-current ${step.colour}`}
          >
            <span className="absolute top-3 start-[3.5px] h-7 w-px bg-line-strong opacity-50 group-last:hidden" />
          </span>
          <div className="min-w-0">
            <p>
              <span className="font-medium">{step.title}</span>
              {step.by !== undefined && <span className="text-muted"> {t.withdrawal.by(step.by)}</span>}
              <span className="text-muted">
                {" · "}
                <Ago at={step.at} />
              </span>
            </p>
            {step.note && (
              <q className="break-words text-muted">
                <bdi>{step.note}</bdi>
              </q>
            )}
            {step.internal && (
              <p className="break-words text-muted">
                {t.withdrawal.internal}{" "}
                <q>
                  <bdi>{step.internal}</bdi>
                </q>
              </p>
            )}
            {step.reference && (
              <p className="text-muted">
                {t.withdrawal.reference} <ShortId id={step.reference} />
              </p>
            )}
          </div>
        </li>
      ))}
      {of.status === "APPROVED" && of.attention === null && of.estimated_arrival && (
        <li className="mt-4 text-way" title={exactTime(of.estimated_arrival)}>
          {t.withdrawal.expected(dayText(of.estimated_arrival))}
        </li>
      )}
    </ol>
  );
}

/** Changes without a new state: another destination, or the first of two approvals. */
const sameState = (byCreator: boolean): string => (byCreator ? t.withdrawal.changed : t.withdrawal.approval);

/** The service itself has no name; a policy has its version. */
function actorName(id: string, name: string | null | undefined): string | undefined {
  const [, version] = /^policy:(.+)$/.exec(id) ?? [];
  if (version !== undefined) return t.withdrawal.policy(version);
  if (id === "schedule") return t.withdrawal.schedule;
  return id === "system" ? undefined : id === "platform" ? t.withdrawal.platform : (name ?? id);
}

function stepsOf({ history, attempts, creator_id }: Details): Step[] {
  const changes = history.map(({ at, actor_id, actor_name, from, to, note, internal_note }) => ({
    at,
    title:
      from === to && actor_id !== "system"
        ? sameState(actor_id === creator_id)
        : (t.withdrawal.steps[to] ?? to),
    by: actorName(actor_id, actor_name),
    note,
    internal: internal_note,
    colour: STATUS_COLOURS[to] ?? "text-muted",
  }));
  // Steps at Stripe between approval and arrival.
  const sendings = attempts
    .filter(({ state }) => state !== "paid")
    .map(({ updated_at, state, failure, reference }) => ({
      at: updated_at,
      title: t.withdrawal.attempts[state] ?? state,
      note: failure,
      reference,
      colour: ATTEMPT_COLOURS[state] ?? "text-way",
    }));
  return [...changes, ...sendings].sort((a, b) => a.at.localeCompare(b.at));
}
