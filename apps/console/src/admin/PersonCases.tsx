import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { casesQuery } from "../api/cases.ts";
import { CaseState } from "../components/CaseState.tsx";
import { Money } from "../components/Money.tsx";
import { Ago } from "../components/Time.tsx";
import { tokens } from "../format/money.ts";
import { adminCases } from "../texts/admin-cases.ts";
import { adminPeople } from "../texts/admin-people.ts";
import { List, Small } from "./PersonLists.tsx";
import type { PersonRecord } from "./queries.ts";

const texts = adminPeople.lists;
/** As many rows as the page's other lists have: the inbox of cases shows the others. */
const LATEST = 5;

/** Problems that the person reported, newest first. */
export function PersonCases({ person: { id, cases } }: { person: PersonRecord }) {
  const reported = (cases?.total ?? 0) > 0;
  const { data } = useInfiniteQuery({ ...casesQuery({ viewer: id }), enabled: reported });
  const rows = cases === null || (reported && !data) ? null : (data ?? []).slice(0, LATEST);
  const all = reported && (
    <Link
      to="/admin/cases"
      search={{ status: "all", reason: undefined, viewer: id, stream: undefined }}
      className="py-0.5 text-13 underline underline-offset-4"
    >
      {texts.showCases}
    </Link>
  );
  return (
    <List
      title={texts.cases}
      rows={rows}
      none={texts.noCases}
      keyOf={(found) => found.id}
      aside={
        <span className="flex flex-wrap items-center gap-x-3">
          {cases !== null && reported && (
            <span className="text-13 text-muted">{texts.openCases(cases.open, cases.total)}</span>
          )}
          {all}
        </span>
      }
    >
      {(found) => (
        <>
          <Link
            to="/admin/cases/$caseId"
            params={{ caseId: found.id }}
            className="min-w-0 py-0.5 font-medium break-words hover:underline"
          >
            {adminCases.reasons[found.reason]}
            {found.stream_title !== null && (
              <>
                {" · "}
                <bdi>{found.stream_title}</bdi>
              </>
            )}
          </Link>
          <Small>
            <CaseState status={found.status} words={adminCases.statuses} />
            <Money amount={tokens(found.tokens_charged)} word />
            <Ago at={found.opened_at} />
          </Small>
        </>
      )}
    </List>
  );
}
