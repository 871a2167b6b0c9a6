import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Card } from "../components/Card.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { DecisionDialog } from "./DecisionDialog.tsx";
import { QueueNumbers } from "./QueueNumbers.tsx";
import { QueueRow } from "./QueueRow.tsx";
import { queueQuery, type Withdrawal } from "./queries.ts";
import { useQueueKeys } from "./use-queue-keys.ts";

export interface Decision {
  withdrawal: Withdrawal;
  action: "approve" | "reject";
}

/** What waits for a decision, the oldest on top. */
export function QueuePage() {
  const queue = useQuery(queueQuery);
  return (
    <Page title={t.admin.queue} lead={t.admin.queueLead}>
      <QueueNumbers />
      <Card flush>
        <Loaded query={queue} skeleton={<RowsSkeleton rows={4} />}>
          {(waiting) =>
            waiting.length === 0 ? (
              <Empty title={t.admin.empty}>{t.admin.emptyHint}</Empty>
            ) : (
              <Queue waiting={waiting} />
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}

function Queue({ waiting }: { waiting: Withdrawal[] }) {
  const [decision, setDecision] = useState<Decision>();
  const { current, setCurrent } = useQueueKeys(waiting, decision !== undefined, setDecision);
  return (
    <>
      <ul className="overflow-hidden rounded-t-card">
        {waiting.map((withdrawal) => (
          <QueueRow
            key={withdrawal.id}
            withdrawal={withdrawal}
            isCurrent={withdrawal.id === current?.id}
            onFocus={() => setCurrent(withdrawal.id)}
            onDecide={(action) => setDecision({ withdrawal, action })}
          />
        ))}
      </ul>
      <p className="hidden border-t border-line px-5 py-3 text-13 text-muted md:block">{t.admin.keys}</p>
      <DecisionDialog decision={decision} onClose={() => setDecision(undefined)} />
    </>
  );
}
