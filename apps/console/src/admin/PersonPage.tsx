import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Card } from "../components/Card.tsx";
import { ShortId, shortened } from "../components/ShortId.tsx";
import { Loaded, RowsSkeleton } from "../components/states.tsx";
import { Page } from "../shell/Shell.tsx";
import { adminPeople } from "../texts/admin-people.ts";
import { PersonActions } from "./PersonActions.tsx";
import { PersonCases } from "./PersonCases.tsx";
import { PersonFacts } from "./PersonFacts.tsx";
import { PersonAdjustments, PersonSessions, PersonStreams, PersonWithdrawals } from "./PersonLists.tsx";
import { PersonNotes } from "./PersonNotes.tsx";
import { type PersonRecord, personQuery } from "./queries.ts";

const texts = adminPeople.person;

/** What an admin needs to know of a person, and may do. */
export function PersonPage() {
  const { personId } = useParams({ from: "/admin/admin/people/$personId" });
  const record = useQuery(personQuery(personId));
  return (
    <Page
      title={record.data?.name ?? (record.data ? shortened(personId) : texts.title)}
      lead={<ShortId id={personId} />}
    >
      <Loaded
        query={record}
        skeleton={
          <Card>
            <RowsSkeleton />
          </Card>
        }
      >
        {(person) => <Parts person={person} />}
      </Loaded>
    </Page>
  );
}

function Parts({ person }: { person: PersonRecord }) {
  return (
    <>
      {person.unavailable.length > 0 && (
        <p role="status" className="rounded-control bg-held-soft px-4 py-3 text-held">
          {texts.away(person.unavailable.join(", "))}
        </p>
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-5">
          <PersonFacts person={person} />
          <PersonActions person={person} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <PersonNotes person={person} />
          <PersonWithdrawals person={person} />
          <PersonStreams person={person} />
          <PersonSessions person={person} />
          <PersonAdjustments person={person} />
          <PersonCases person={person} />
        </div>
      </div>
    </>
  );
}
