import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useIdentity } from "../auth/session.ts";
import { Badge, type Tone } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { Ago } from "../components/Time.tsx";
import { exactTime } from "../format/time.ts";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { type ActDecision, ActDialog } from "./ActDialog.tsx";
import { wordsOf } from "./act-words.ts";
import { PersonLink } from "./PersonLink.tsx";
import { type Act, pendingActsQuery, recentActsQuery } from "./queries.ts";

const TONES: Record<string, Tone> = {
  pending: "held",
  confirmed: "way",
  executed: "paid",
  failed: "back",
};

/** Acts that wait for a second admin, and decided ones. */
export function ActsPage() {
  const pending = useQuery(pendingActsQuery);
  const recent = useQuery(recentActsQuery);
  const [decision, setDecision] = useState<ActDecision>();
  return (
    <Page title={t.acts.title} lead={t.acts.lead}>
      <Card flush>
        <Loaded query={pending} skeleton={<RowsSkeleton rows={3} />}>
          {(acts) =>
            acts.length === 0 ? (
              <Empty title={t.acts.none}>{t.acts.noneHint}</Empty>
            ) : (
              <Rows acts={acts} onDecide={setDecision} />
            )
          }
        </Loaded>
      </Card>
      <Card title={t.acts.recent} flush>
        <Loaded query={recent} skeleton={<RowsSkeleton rows={3} />}>
          {(acts) =>
            acts.length === 0 ? (
              <p className="px-5 py-4 text-muted">{t.acts.noneDecided}</p>
            ) : (
              <Rows acts={acts} />
            )
          }
        </Loaded>
      </Card>
      <ActDialog decision={decision} onClose={() => setDecision(undefined)} />
    </Page>
  );
}

interface RowsProps {
  acts: Act[];
  onDecide?: (decision: ActDecision) => void;
}

function Rows({ acts, onDecide }: RowsProps) {
  return (
    <ul>
      {acts.map((act) => (
        <li
          key={act.id}
          className="flex flex-wrap items-center gap-x-6 gap-y-3 border-b border-line px-5 py-4 last:border-0"
        >
          <div className="flex min-w-0 flex-1 basis-72 flex-col gap-1">
            <p className="flex flex-wrap items-baseline gap-x-3">
              {act.subject_name !== null && act.subject_id !== null && (
                <PersonLink id={act.subject_id} name={act.subject_name} />
              )}
              <span className="font-medium break-words">{wordsOf(act)}</span>
              <Badge tone={TONES[act.status] ?? "muted"}>{t.acts.states[act.status] ?? act.status}</Badge>
            </p>
            <p className="text-13 text-muted">
              {t.acts.asked} <PersonLink id={act.requested_by} name={act.requested_by_name} />{" "}
              <Ago at={act.requested_at} />
              {act.decided_by !== null &&
                ` · ${t.acts.recent} ${t.withdrawal.by(act.decided_by_name ?? act.decided_by)}`}
              {act.status === "pending" && ` · ${t.acts.expires} ${exactTime(act.expires_at)}`}
            </p>
            <p className="text-13 text-muted">
              {act.needs_second !== null && (t.acts.reasons[act.needs_second] ?? act.needs_second)}
              {" · "}
              <q className="break-words">{act.decision_note ?? act.reason}</q>
            </p>
          </div>
          {onDecide && <Actions act={act} onDecide={onDecide} />}
        </li>
      ))}
    </ul>
  );
}

function Actions({ act, onDecide }: { act: Act; onDecide: (decision: ActDecision) => void }) {
  const own = useIdentity()?.userId === act.requested_by;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {own && <p className="text-13 text-muted">{t.acts.yours}</p>}
      <Button size="s" kind="danger" onClick={() => onDecide({ act, action: "decline" })}>
        {own ? t.acts.takeBack : t.acts.decline}
      </Button>
      {!own && (
        <Button size="s" kind="primary" onClick={() => onDecide({ act, action: "confirm" })}>
          {t.acts.confirm}
        </Button>
      )}
    </div>
  );
}
