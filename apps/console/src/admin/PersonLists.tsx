import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, newKey, take } from "../api/client.ts";
import { Badge, StatusBadge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Confirm } from "../components/ConfirmForm.tsx";
import { Money } from "../components/Money.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { Ago } from "../components/Time.tsx";
import { amountText, usd } from "../format/money.ts";
import { announce } from "../shell/announce.ts";
import { adminPeople } from "../texts/admin-people.ts";
import { t } from "../texts.ts";
import { amountSaid } from "./audit-words.ts";
import { PersonLink } from "./PersonLink.tsx";
import type { PersonRecord } from "./queries.ts";

const texts = adminPeople.lists;

interface ListProps<T> {
  title: string;
  /** Null: not known right now. */
  rows: readonly T[] | null;
  none: string;
  keyOf: (row: T) => string;
  children: (row: T) => ReactNode;
  aside?: ReactNode;
}

export function List<T>({ title, rows, none, keyOf, children, aside }: ListProps<T>) {
  return (
    <Card title={title} aside={aside} flush>
      {rows === null || rows.length === 0 ? (
        <p className="px-5 pb-5 text-muted">{rows === null ? adminPeople.person.unknown : none}</p>
      ) : (
        <ul>
          {rows.map((row) => (
            <li
              key={keyOf(row)}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-t border-line px-5 py-3"
            >
              {children(row)}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export const Small = ({ children }: { children: ReactNode }) => (
  <p className="flex flex-wrap items-center gap-x-3 text-13 text-muted">{children}</p>
);

export function PersonStreams({ person: { streams } }: { person: PersonRecord }) {
  const [ending, setEnding] = useState<NonNullable<typeof streams>[number]>();
  return (
    <>
      <List title={texts.streams} rows={streams} none={texts.noStreams} keyOf={({ id }) => id}>
        {(stream) => (
          <>
            <div className="min-w-0">
              <p className="font-medium break-words">{stream.title}</p>
              <Small>
                <Badge tone={stream.status === "live" ? "paid" : "muted"}>
                  {stream.status === "live" ? texts.live : texts.ended}
                </Badge>
                {stream.status === "live" && texts.viewers(stream.viewers)}
                <Ago at={stream.started_at} />
                <ShortId id={stream.id} />
              </Small>
            </div>
            {stream.status === "live" && (
              <Button size="s" kind="danger" onClick={() => setEnding(stream)}>
                {texts.endStream}
              </Button>
            )}
          </>
        )}
      </List>
      <EndStream stream={ending} onClose={() => setEnding(undefined)} />
    </>
  );
}

function EndStream({
  stream,
  onClose,
}: {
  stream: { id: string; title: string } | undefined;
  onClose: () => void;
}) {
  const cache = useQueryClient();
  const end = useMutation({
    mutationFn: (id: string) =>
      take(api.post("/api/streams/{id}/end", { params: { path: { id } }, idempotencyKey: newKey() })),
    onSuccess: async () => {
      announce(texts.endDone);
      onClose();
      await cache.invalidateQueries({ queryKey: ["person"] });
    },
  });
  return (
    <Confirm
      open={stream !== undefined}
      onClose={onClose}
      title={texts.endTitle(stream?.title ?? "")}
      consequence={texts.endHint}
      action={texts.endStream}
      back={t.back}
      danger
      mutation={end}
      onConfirm={() => stream && end.mutate(stream.id)}
    />
  );
}

export function PersonSessions({ person: { sessions } }: { person: PersonRecord }) {
  return (
    <List title={texts.sessions} rows={sessions} none={texts.noSessions} keyOf={({ id }) => id}>
      {(session) => (
        <>
          <div className="min-w-0">
            <p className="font-medium break-words">{session.stream_title ?? session.stream_id}</p>
            <Small>
              <Ago at={session.started_at} />
              <ShortId id={session.id} />
            </Small>
          </div>
          <p className="figures text-13">
            {texts.paidMinutes(session.minutes_billed)} ·{" "}
            {amountSaid(String(session.tokens_charged), "TOKEN")}
          </p>
        </>
      )}
    </List>
  );
}

export function PersonWithdrawals({ person: { id, withdrawals } }: { person: PersonRecord }) {
  const all = (
    <Link
      to="/admin/withdrawals"
      search={{ status: undefined, creator: id }}
      className="text-13 underline underline-offset-4"
    >
      {texts.allWithdrawals}
    </Link>
  );
  return (
    <List
      title={texts.withdrawals}
      rows={withdrawals?.latest ?? null}
      none={texts.noWithdrawals}
      keyOf={(one) => one.id}
      aside={
        <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
          {withdrawals?.counts.map(({ status, count, amount }) => (
            <span key={status} className="figures text-13 text-muted">
              {t.admin.status[status]} {count} · {amountText(usd(amount))}
            </span>
          ))}
          {withdrawals && !withdrawals.complete && <span className="text-13 text-muted">{texts.newest}</span>}
          {withdrawals && withdrawals.latest.length > 0 && all}
        </span>
      }
    >
      {(withdrawal) => (
        <>
          <Link
            to="/admin/withdrawals/$withdrawalId"
            params={{ withdrawalId: withdrawal.id }}
            className="font-medium hover:underline"
          >
            <Money amount={usd(withdrawal.amount)} />
          </Link>
          <Small>
            <StatusBadge status={withdrawal.status} words={t.admin.status} />
            {withdrawal.attention !== null && (
              <Badge tone="held">
                {t.review.reasons[withdrawal.attention]?.title ?? withdrawal.attention}
              </Badge>
            )}
            <Ago at={withdrawal.created_at} />
          </Small>
        </>
      )}
    </List>
  );
}

export function PersonAdjustments({ person: { adjustments } }: { person: PersonRecord }) {
  return (
    <List
      title={texts.adjustments}
      rows={adjustments}
      none={texts.noAdjustments}
      keyOf={({ at, actor_id: actor }) => `${at} ${actor}`}
    >
      {({ at, actor_id: actor, actor_name: name, asset, direction, amount, reason }) => (
        <>
          <div className="min-w-0">
            <p className="font-medium figures">
              {t.adjust.directions[direction]}{" "}
              {amountSaid(typeof amount === "number" ? String(amount) : amount.amount, asset)}
            </p>
            <q className="text-13 break-words text-muted">{reason}</q>
          </div>
          <Small>
            <PersonLink id={actor} name={name} />
            <Ago at={at} />
          </Small>
        </>
      )}
    </List>
  );
}
