import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type CaseDetails, caseQuery, isOpen, refetchCases } from "../api/cases.ts";
import { api, newKey, take } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { CaseState } from "../components/CaseState.tsx";
import { Confirm } from "../components/ConfirmForm.tsx";
import { Conversation } from "../components/Conversation.tsx";
import { Money } from "../components/Money.tsx";
import { ReplyForm } from "../components/ReplyForm.tsx";
import { Loaded, RowsSkeleton } from "../components/states.tsx";
import { tokens } from "../format/money.ts";
import { exactTime } from "../format/time.ts";
import { announce } from "../shell/announce.ts";
import { Page } from "../shell/Shell.tsx";
import { cases } from "../texts/cases.ts";
import { t } from "../texts.ts";

/** One of the viewer's cases: what became of it, and the conversation. */
export function CasePage() {
  const { caseId } = useParams({ from: "/viewer/cases/$caseId" });
  const query = useQuery(caseQuery(caseId));
  return (
    <Page title={query.data?.stream_title ?? cases.facts}>
      <Loaded
        query={query}
        skeleton={
          <Card>
            <RowsSkeleton rows={3} />
          </Card>
        }
      >
        {(found) => (
          <>
            <Facts found={found} />
            <Card title={cases.conversation}>
              <div className="flex flex-col gap-5">
                <Conversation
                  label={cases.conversation}
                  messages={found.conversation}
                  nameOf={({ side }) => (side === "viewer" ? cases.you : cases.platform)}
                />
                {isOpen(found) ? (
                  <ReplyForm caseId={found.id} words={cases} />
                ) : (
                  <p className="text-muted">{cases.closed}</p>
                )}
              </div>
            </Card>
          </>
        )}
      </Loaded>
      <Link to="/cases" className="underline underline-offset-4">
        {cases.backToAll}
      </Link>
    </Page>
  );
}

function Facts({ found }: { found: CaseDetails }) {
  const { refund } = found;
  return (
    <Card title={cases.facts} aside={<CaseState status={found.status} />}>
      <dl className="grid gap-4 sm:grid-cols-3">
        <Fact word={cases.reason}>{cases.reasons[found.reason]}</Fact>
        <Fact word={cases.reported}>{exactTime(found.opened_at)}</Fact>
        <Fact word={cases.charged}>
          <Money amount={tokens(found.tokens_charged)} word />
        </Fact>
        {refund && (
          <Fact word={cases.refunded}>
            <Money amount={tokens(refund.tokens)} word />
            {!refund.posted && <span className="text-muted"> ({cases.underWay})</span>}
          </Fact>
        )}
        {found.resolved_at && <Fact word={cases.ended}>{exactTime(found.resolved_at)}</Fact>}
        {found.resolution_note && (
          <Fact word={cases.because}>
            <q>
              <bdi>{found.resolution_note}</bdi>
            </q>
          </Fact>
        )}
      </dl>
      {isOpen(found) && refund === null && <Withdraw caseId={found.id} />}
    </Card>
  );
}

function Fact({ word, children }: { word: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-13 text-muted">{word}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}

function Withdraw({ caseId }: { caseId: string }) {
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [key] = useState(newKey);
  const withdraw = useMutation({
    mutationFn: () => {
      const params = { path: { id: caseId } };
      return take(api.post("/api/cases/{id}/withdraw", { params, idempotencyKey: key }));
    },
    onSuccess: async () => {
      announce(cases.withdrawn);
      setAsking(false);
      await refetchCases(cache);
    },
  });
  return (
    <div className="mt-4">
      <Button size="s" kind="quiet" className="-ms-3" onClick={() => setAsking(true)}>
        {cases.withdraw}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={cases.withdrawTitle}
        consequence={cases.withdrawHint}
        action={cases.withdraw}
        danger
        back={t.back}
        mutation={withdraw}
        onConfirm={() => withdraw.mutate()}
      />
    </div>
  );
}
