import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Case, casesQuery } from "../api/cases.ts";
import { buttonClass } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { CaseState } from "../components/CaseState.tsx";
import { Money } from "../components/Money.tsx";
import { MoreButton } from "../components/MoreButton.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { Ago } from "../components/Time.tsx";
import { tokens } from "../format/money.ts";
import { Page } from "../shell/Shell.tsx";
import { cases } from "../texts/cases.ts";

/** The viewer's own cases, newest first. */
export function CasesPage() {
  const query = useInfiniteQuery(casesQuery({}));
  return (
    <Page title={cases.title} lead={cases.lead}>
      <Card flush>
        <Loaded query={query} skeleton={<RowsSkeleton />}>
          {(found) =>
            found.length === 0 ? (
              <Empty title={cases.none}>
                <p className="mb-3">{cases.noneHint}</p>
                <Link to="/receipts" className={buttonClass("primary", "s")}>
                  {cases.toReceipts}
                </Link>
              </Empty>
            ) : (
              <>
                <ul>
                  {found.map((one) => (
                    <Row key={one.id} found={one} />
                  ))}
                </ul>
                <MoreButton query={query} />
              </>
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}

function Row({ found }: { found: Case }) {
  return (
    <li className="border-b border-line last:border-0">
      <Link
        to="/cases/$caseId"
        params={{ caseId: found.id }}
        className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3 -outline-offset-2 hover:bg-sunken"
      >
        <span className="min-w-0 flex-1 basis-56">
          <span className="block truncate font-medium">{found.stream_title ?? cases.unknownStream}</span>
          <span className="block text-13 text-muted">
            {cases.reasons[found.reason]} · <Ago at={found.opened_at} />
          </span>
        </span>
        <Money amount={tokens(found.refund?.tokens ?? found.tokens_charged)} word />
        <CaseState status={found.status} />
      </Link>
    </li>
  );
}
