import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { amountText, usd } from "../format/money.ts";
import { announce } from "../shell/announce.ts";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { type Decision, DecisionDialog } from "./DecisionDialog.tsx";
import { QueueNumbers } from "./QueueNumbers.tsx";
import { QueueRow } from "./QueueRow.tsx";
import { queueQuery, type Withdrawal } from "./queries.ts";
import { useKeysSwitch, useQueueKeys } from "./use-queue-keys.ts";

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
  const [keys, turnKeys] = useKeysSwitch();
  const { current, setCurrent } = useQueueKeys(waiting, !keys || decision !== undefined, setDecision);
  useArrivals(waiting);
  return (
    <>
      <ul className="overflow-hidden rounded-t-card">
        {waiting.map((withdrawal) => (
          <QueueRow
            key={withdrawal.id}
            withdrawal={withdrawal}
            isCurrent={keys && withdrawal.id === current?.id}
            onFocus={() => setCurrent(withdrawal.id)}
            onDecide={(action) => setDecision({ withdrawal, action })}
          />
        ))}
      </ul>
      <p className="flex flex-wrap items-center justify-between gap-x-4 border-t border-line px-5 py-2 text-13 text-muted pointer-coarse:hidden">
        {keys ? t.admin.keys : t.admin.keysOff}
        <Button size="s" kind="quiet" className="-mx-3" onClick={() => turnKeys(!keys)}>
          {keys ? t.admin.turnKeysOff : t.admin.turnKeysOn}
        </Button>
      </p>
      <DecisionDialog decision={decision} onClose={() => setDecision(undefined)} />
    </>
  );
}

/** Screen readers announce new requests. */
function useArrivals(waiting: Withdrawal[]): void {
  const known = useRef(new Set(waiting.map(({ id }) => id)));
  useEffect(() => {
    const arrived = waiting.filter(({ id }) => !known.current.has(id));
    known.current = new Set(waiting.map(({ id }) => id));
    const [first] = arrived;
    if (first) announce(t.admin.arrived(arrived.length, amountText(usd(first.amount))));
  }, [waiting]);
}
