import type { Schemas } from "../api/client.ts";
import { ShortId } from "../components/ShortId.tsx";
import { exactTime } from "../format/time.ts";
import { adminPeople } from "../texts/admin-people.ts";
import { t } from "../texts.ts";
import { amountSaid, plain } from "./audit-words.ts";
import { Fact } from "./Fact.tsx";
import { PersonLink } from "./PersonLink.tsx";
import { TrailLink } from "./TrailLink.tsx";

type Row = Schemas["AuditRow"];

/** All of a row of the audit log: nothing is cut, on any screen. */
export function AuditDetails({ of }: { of: Row }) {
  const { asset, amount, ...rest } = of.detail;
  const facts = Object.entries(rest).filter(
    ([, value]) => value !== null && value !== "" && value !== undefined,
  );
  return (
    <dl className="grid gap-x-6 gap-y-3 px-5 py-4 sm:grid-cols-2 lg:grid-cols-3">
      <Fact word={adminPeople.row.exactTime}>{exactTime(of.at)}</Fact>
      <Fact word={t.audit.actor}>
        <PersonLink id={of.actor_id} name={of.actor_name} withId />
      </Fact>
      <Fact word={t.audit.object}>
        <AuditObject of={of} />
      </Fact>
      {amount !== undefined && <Fact word={t.adjust.amount}>{amountSaid(amount, asset)}</Fact>}
      {facts.map(([name, value]) => (
        <Fact key={name} word={worded(name)}>
          {plain(value)}
        </Fact>
      ))}
      <Fact word={adminPeople.row.requestId}>
        <ShortId id={of.request_id} />
      </Fact>
    </dl>
  );
}

/** The fields of requests are their names in the API; reason and note are read most. */
function worded(name: string): string {
  const spaced = name.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** Rows about people lead to them. */
const PEOPLE: readonly string[] = ["user", "creator", "person"];

export function AuditObject({ of }: { of: Row }) {
  if (PEOPLE.includes(of.object_type)) return <PersonLink id={of.object_id} name={of.object_name} withId />;
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      <ShortId id={of.object_id} />
      <TrailLink id={of.object_id} className="inline-block py-0.5 underline underline-offset-4" />
    </span>
  );
}
