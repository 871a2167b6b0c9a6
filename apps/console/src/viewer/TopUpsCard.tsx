import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { api, type Schemas, take } from "../api/client.ts";
import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { MoreButton } from "../components/MoreButton.tsx";
import { Said } from "../components/Said.tsx";
import { Empty, Loaded, Problem, RowsSkeleton } from "../components/states.tsx";
import { type Columns, Table } from "../components/Table.tsx";
import { amountText, tokens, usd } from "../format/money.ts";
import { exactTime, momentText } from "../format/time.ts";
import { viewerMoney } from "../texts/viewer-money.ts";
import { topUpsQuery } from "./money-queries.ts";

type TopUp = Schemas["TopUpRecord"];

/** What was bought, each with its state and Stripe's receipt. */
export function TopUpsCard() {
  const topUps = useInfiniteQuery(topUpsQuery);
  const words = viewerMoney.topUps;
  return (
    <Card flush title={words.title}>
      <Loaded query={topUps} skeleton={<RowsSkeleton />}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={words.none}>{words.noneHint}</Empty>
          ) : (
            <>
              <Table caption={words.title} columns={columns()} rows={rows} rowId={({ id }) => id} />
              <MoreButton query={topUps} />
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

function columns(): Columns<TopUp> {
  const words = viewerMoney.topUps;
  return [
    {
      id: "when",
      header: words.when,
      cell: ({ row: { original } }) => (
        <time dateTime={original.created_at} title={exactTime(original.created_at)}>
          {momentText(original.created_at)}
        </time>
      ),
    },
    {
      id: "tokens",
      header: words.tokens,
      meta: { align: "right" },
      cell: ({ row: { original } }) => <Money amount={tokens(original.tokens)} />,
    },
    {
      id: "price",
      header: words.paid,
      meta: { align: "right" },
      cell: ({ row: { original } }) => <Money amount={usd(original.price)} />,
    },
    { id: "state", header: words.state, cell: ({ row }) => <State topUp={row.original} /> },
    {
      id: "receipt",
      header: words.receipt,
      meta: { align: "right" },
      cell: ({ row }) => <Receipt topUp={row.original} />,
    },
  ];
}

const isPaid = ({ state }: TopUp) => state === "paid" || state === "credited";

function State({ topUp }: { topUp: TopUp }) {
  const words = viewerMoney.topUps;
  const refunded = usd(topUp.refunded);
  return (
    <span className="flex flex-col items-start gap-0.5">
      <Badge tone={isPaid(topUp) ? "paid" : topUp.state === "failed" ? "back" : "muted"}>
        {words.states[topUp.state] ?? topUp.state}
      </Badge>
      {refunded.minor > 0n && (
        <span className="text-13 text-muted">{words.refunded(amountText(refunded))}</span>
      )}
    </span>
  );
}

/** Stripe's link opens for a while only: it is asked for when it is wanted. */
function Receipt({ topUp }: { topUp: TopUp }) {
  const words = viewerMoney.topUps;
  const open = useMutation({
    mutationFn: async (beside: Window | null) => {
      const params = { path: { id: topUp.id } };
      const { receipt_url: url } = await take(api.get("/api/wallet/top-ups/{id}", { params }));
      if (url === null) {
        beside?.close();
        return false;
      }
      if (beside) beside.location.href = url;
      else location.assign(url);
      return true;
    },
    onError: (_, beside) => beside?.close(),
  });
  if (!isPaid(topUp)) return null;
  const show = () => {
    // Opened in the click handler: browsers block windows opened after a response.
    const beside = window.open("about:blank", "_blank");
    if (beside) beside.opener = null;
    open.mutate(beside);
  };
  return (
    <span className="flex flex-col items-end gap-1">
      <Button size="s" busy={open.isPending} onClick={show}>
        {words.receipt}
        <Said>{words.receiptOf(momentText(topUp.created_at))}</Said>
      </Button>
      {open.data === false && (
        <span role="status" className="max-w-48 text-end text-13 text-muted">
          {words.noReceipt}
        </span>
      )}
      {open.isError && <Problem error={open.error} />}
    </span>
  );
}
