import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type CaseDetails, caseQuery, isOpen } from "../api/cases.ts";
import { Card } from "../components/Card.tsx";
import { CaseState } from "../components/CaseState.tsx";
import { Conversation } from "../components/Conversation.tsx";
import { Money } from "../components/Money.tsx";
import { ReplyForm } from "../components/ReplyForm.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { Loaded, RowsSkeleton } from "../components/states.tsx";
import { tokens } from "../format/money.ts";
import { exactTime } from "../format/time.ts";
import { Page } from "../shell/Shell.tsx";
import { adminCases as words } from "../texts/admin-cases.ts";
import { cases } from "../texts/cases.ts";
import { CaseDecision } from "./CaseDecision.tsx";
import { CaseEvidence } from "./CaseEvidence.tsx";
import { evidenceQuery } from "./case-queries.ts";
import { Fact } from "./Fact.tsx";
import { PersonLink } from "./PersonLink.tsx";

const SKELETON = (
  <Card>
    <RowsSkeleton rows={3} />
  </Card>
);

/** A case with its evidence, and the decision. */
export function CasePage() {
  const { caseId } = useParams({ from: "/admin/admin/cases/$caseId" });
  const query = useQuery(caseQuery(caseId));
  const evidence = useQuery(evidenceQuery(caseId));
  return (
    <Page title={query.data ? words.caseOf(query.data.viewer_name ?? query.data.viewer_id) : words.facts}>
      <Loaded query={query} skeleton={SKELETON}>
        {(found) => (
          <>
            <Facts found={found} />
            {isOpen(found) && (
              <Loaded query={evidence} skeleton={SKELETON}>
                {({ refundable }) => (
                  <CaseDecision key={`${found.id} ${refundable}`} found={found} refundable={refundable} />
                )}
              </Loaded>
            )}
            <Card title={cases.conversation}>
              <div className="flex flex-col gap-5">
                <Conversation
                  label={cases.conversation}
                  messages={found.conversation}
                  nameOf={({ author_id, author_name }) => author_name ?? author_id}
                />
                {isOpen(found) && <ReplyForm caseId={found.id} words={words} />}
              </div>
            </Card>
          </>
        )}
      </Loaded>
      <Loaded query={evidence} skeleton={SKELETON}>
        {(data) => <CaseEvidence evidence={data} />}
      </Loaded>
      <Link
        to="/admin/cases"
        search={{ status: undefined, reason: undefined, viewer: undefined, stream: undefined }}
        className="underline underline-offset-4"
      >
        {words.backToAll}
      </Link>
    </Page>
  );
}

function Facts({ found }: { found: CaseDetails }) {
  const { refund } = found;
  return (
    <Card title={words.facts} aside={<CaseState status={found.status} words={words.statuses} />}>
      <dl className="grid gap-4 sm:grid-cols-3">
        <Fact word={words.columns.viewer}>
          <PersonLink id={found.viewer_id} name={found.viewer_name} withId />
        </Fact>
        <Fact word={words.columns.stream}>{found.stream_title}</Fact>
        <Fact word={words.columns.reason}>{words.reasons[found.reason]}</Fact>
        <Fact word={words.columns.age}>{exactTime(found.opened_at)}</Fact>
        <Fact word={words.columns.charged}>
          <Money amount={tokens(found.tokens_charged)} word />
        </Fact>
        {refund?.posted && (
          <Fact word={cases.refunded}>
            <Money amount={tokens(refund.tokens)} word />
          </Fact>
        )}
        {refund?.transfer_id && (
          <Fact word={words.transfer}>
            <ShortId id={refund.transfer_id} />
          </Fact>
        )}
        {found.resolved_at && found.resolved_by && (
          <Fact word={words.decided}>
            {exactTime(found.resolved_at)} {words.decidedBy(found.resolved_by_name ?? found.resolved_by)}
          </Fact>
        )}
        {found.resolution_note && (
          <Fact word={words.note}>
            <q>
              <bdi>{found.resolution_note}</bdi>
            </q>
          </Fact>
        )}
      </dl>
    </Card>
  );
}
