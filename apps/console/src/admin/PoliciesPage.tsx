import { useQuery } from "@tanstack/react-query";
import { Card } from "../components/Card.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { Page } from "../shell/Shell.tsx";
import { adminPayouts } from "../texts/admin-payouts.ts";
import { ApprovalPolicyCard } from "./ApprovalPolicyCard.tsx";
import { EarningsPolicyCard } from "./EarningsPolicyCard.tsx";
import { approvalPolicyQuery, earningsPoliciesQuery } from "./payout-queries.ts";

const texts = adminPayouts.policies;

/** Rules of the platform: when earnings are available, and which payouts need no person. */
export function PoliciesPage() {
  const earnings = useQuery(earningsPoliciesQuery);
  const approval = useQuery(approvalPolicyQuery);
  const skeleton = (
    <Card>
      <RowsSkeleton rows={5} />
    </Card>
  );
  return (
    <Page title={texts.title} lead={texts.lead}>
      {earnings.data === null && approval.data === null && (
        <Card>
          <Empty title={texts.absent} />
        </Card>
      )}
      <Loaded query={approval} skeleton={skeleton}>
        {(policy) => policy && <ApprovalPolicyCard policy={policy} />}
      </Loaded>
      <Loaded query={earnings} skeleton={skeleton}>
        {(policies) => policies && <EarningsPolicyCard policies={policies} />}
      </Loaded>
    </Page>
  );
}
