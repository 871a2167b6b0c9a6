import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Schemas } from "../api/client.ts";
import { Badge } from "../components/Badge.tsx";
import { Button, buttonClass } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Input } from "../components/Field.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { Ago } from "../components/Time.tsx";
import { announce } from "../shell/announce.ts";
import { Page } from "../shell/Shell.tsx";
import { search as texts } from "../texts/search.ts";
import { t } from "../texts.ts";
import { PersonLink } from "./PersonLink.tsx";
import { searchQuery } from "./queries.ts";
import { TrailLink } from "./TrailLink.tsx";

type Found = Schemas["SearchResult"];
type Hit = Found["data"][number];

export function SearchPage() {
  const { q = "" } = useSearch({ from: "/admin/admin/search" });
  const navigate = useNavigate({ from: "/admin/search" });
  const [typed, setTyped] = useState(q);
  useEffect(() => setTyped(q), [q]);
  return (
    <Page title={t.search.title} lead={t.search.lead}>
      <search>
        <form
          className="max-w-2xl"
          onSubmit={(event) => {
            event.preventDefault();
            void navigate({ search: { q: typed.trim() || undefined } });
          }}
        >
          <Input
            label={t.search.label}
            type="search"
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            trailing={
              <Button type="submit" kind="primary">
                {t.search.go}
              </Button>
            }
          />
        </form>
      </search>
      <Card flush>
        {q === "" ? <Empty title={t.search.start}>{t.search.startHint}</Empty> : <Results key={q} q={q} />}
      </Card>
    </Page>
  );
}

function Results({ q }: { q: string }) {
  const found = useQuery(searchQuery(q));
  const count = found.data?.data.length;
  useEffect(() => {
    if (count !== undefined) announce(count === 0 ? t.search.none(q) : t.search.found(count));
  }, [count, q]);
  return (
    <Loaded query={found} skeleton={<RowsSkeleton rows={3} />}>
      {({ data, unavailable }) => (
        <>
          {unavailable.length > 0 && (
            <p className="bg-held-soft px-5 py-3 text-held">{t.search.partly(unavailable.join(", "))}</p>
          )}
          {data.length === 0 ? (
            <Empty title={t.search.none(q)}>{t.search.noneHint}</Empty>
          ) : (
            <ul>
              {data.map((hit) => (
                <Result key={`${hit.kind} ${hit.id}`} hit={hit} />
              ))}
            </ul>
          )}
        </>
      )}
    </Loaded>
  );
}

function Result({ hit }: { hit: Hit }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-5 py-3 last:border-0">
      <span className="w-32">
        <Badge tone="muted">{texts.kinds[hit.kind] ?? hit.kind}</Badge>
      </span>
      <div className="min-w-0 flex-1 basis-56">
        <p className="break-words">
          {hit.kind === "person" && (
            <PersonLink id={hit.id} name={hit.user_name} className="me-3 font-medium" />
          )}
          {hit.summary}
        </p>
        <p className="flex flex-wrap items-center gap-x-3 text-13 text-muted">
          <ShortId id={hit.id} />
          {hit.created_at && <Ago at={hit.created_at} />}
          {hit.parent_id && (
            <Link
              to="/admin/search"
              search={{ q: hit.parent_id }}
              className="py-0.5 underline underline-offset-4"
            >
              {t.search.partOf} {hit.parent_id.slice(0, 12)}…
            </Link>
          )}
          {hit.user_id && hit.kind !== "person" && <PersonLink id={hit.user_id} name={hit.user_name} />}
        </p>
      </div>
      <TrailLink id={hit.id} className={buttonClass("quiet", "s")} />
      {hit.kind === "case" && (
        <Link to="/admin/cases/$caseId" params={{ caseId: hit.id }} className={buttonClass("secondary", "s")}>
          {t.search.show}
        </Link>
      )}
      {hit.kind === "withdrawal" && (
        <Link
          to="/admin/withdrawals/$withdrawalId"
          params={{ withdrawalId: hit.id }}
          className={buttonClass("secondary", "s")}
        >
          {t.search.show}
        </Link>
      )}
    </li>
  );
}
