import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Button, buttonClass } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { MoreButton } from "../components/MoreButton.tsx";
import { Empty, Loaded, Problem, RowsSkeleton } from "../components/states.tsx";
import { announce } from "../shell/announce.ts";
import { Page } from "../shell/Shell.tsx";
import { inbox as texts } from "../texts/inbox.ts";
import { InboxRow } from "./InboxRow.tsx";
import { type InboxStatus, inboxQuery, type Notification, unreadQuery, useReadAll } from "./queries.ts";

const STATUSES = ["all", "unread", "archived"] as const satisfies InboxStatus[];

/** The person's inbox. */
export function InboxPage() {
  const { status: asked } = useSearch({ from: "/person/inbox" });
  const status = STATUSES.find((one) => one === asked) ?? "all";
  const query = useInfiniteQuery(inboxQuery(status));
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        <Link to="/inbox/preferences" className={buttonClass()}>
          {texts.settings}
        </Link>
      }
    >
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Statuses shown={status} />
        {status !== "archived" && <ReadAll newest={query.data?.[0]} />}
      </div>
      <Card flush>
        <Loaded query={query} skeleton={<RowsSkeleton />}>
          {(items) =>
            items.length === 0 ? (
              <Empty title={texts.none[status]}>{texts.noneHint[status]}</Empty>
            ) : (
              <ul aria-label={texts.list(items.length)} className="divide-y divide-line">
                {items.map((item) => (
                  <InboxRow key={item.id} item={item} />
                ))}
              </ul>
            )
          }
        </Loaded>
        <MoreButton query={query} />
      </Card>
    </Page>
  );
}

function Statuses({ shown }: { shown: InboxStatus }) {
  return (
    <nav aria-label={texts.show} className="flex gap-1">
      {STATUSES.map((status) => (
        <Link
          key={status}
          to="/inbox"
          search={{ status: status === "all" ? undefined : status }}
          aria-current={status === shown ? "page" : undefined}
          className="flex h-8 items-center rounded-control px-3 text-13 text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
        >
          {texts.statuses[status]}
        </Link>
      ))}
    </nav>
  );
}

/** Up to the newest that is shown: what arrives meanwhile stays unread. */
function ReadAll({ newest }: { newest: Notification | undefined }) {
  const { data: unread = 0 } = useQuery(unreadQuery);
  const readAll = useReadAll();
  if (readAll.isError) return <Problem error={readAll.error} />;
  if (unread === 0 || newest === undefined) return null;
  return (
    <Button
      size="s"
      busy={readAll.isPending}
      onClick={() => readAll.mutate(newest.id, { onSuccess: () => announce(texts.allRead) })}
    >
      {texts.readAll}
    </Button>
  );
}
