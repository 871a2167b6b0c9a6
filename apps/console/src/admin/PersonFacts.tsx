import { Badge } from "../components/Badge.tsx";
import { Card } from "../components/Card.tsx";
import { Ago } from "../components/Time.tsx";
import { amountOf, amountText, cents, tokens, usd } from "../format/money.ts";
import { adminPeople } from "../texts/admin-people.ts";
import { t } from "../texts.ts";
import { Fact } from "./Fact.tsx";
import type { PersonRecord } from "./queries.ts";

const texts = adminPeople.person;

/** Who the person is, and what they have. */
export function PersonFacts({ person }: { person: PersonRecord }) {
  const { withdrawal_minimum: minimum, earned, payouts_paused: paused } = person;
  return (
    <Card title={texts.about}>
      <dl className="flex flex-col gap-4">
        {person.roles.length > 0 && (
          <Fact word={adminPeople.person.title}>
            <span className="flex flex-wrap gap-1.5">
              {person.roles.map((role) => (
                <Badge key={role} tone="accent">
                  {texts.roles[role] ?? role}
                </Badge>
              ))}
            </span>
          </Fact>
        )}
        {person.email && <Fact word={texts.email}>{person.email}</Fact>}
        <Fact word={texts.lastSeen}>
          {person.last_seen_at === null ? texts.neverSeen : <Ago at={person.last_seen_at} />}
        </Fact>
        <Balances accounts={person.accounts} />
        {earned !== null && earned.viewer_minutes > 0 && (
          <Fact word={texts.earned}>
            <span className="figures">{amountText(usd(earned.total))}</span>
            <span className="text-muted"> · {texts.minutes(earned.viewer_minutes)}</span>
          </Fact>
        )}
        {minimum !== null && (
          <Fact word={texts.minimum}>
            <span className="figures">{amountText(usd(minimum.amount))}</span>
            {minimum.waived && <span className="text-muted"> · {texts.waived}</span>}
          </Fact>
        )}
        {paused && (
          <Fact word={texts.paused}>
            <span className="text-held">{texts.pausedBy(paused.by)}</span>
            {paused.reason && (
              <>
                {" "}
                <q className="break-words">{paused.reason}</q>
              </>
            )}
          </Fact>
        )}
      </dl>
    </Card>
  );
}

function Balances({ accounts }: Pick<PersonRecord, "accounts">) {
  if (accounts === null) return <Fact word={texts.balances}>{texts.unknown}</Fact>;
  if (accounts.length === 0) return <Fact word={texts.balances}>{texts.noBalances}</Fact>;
  return accounts.map(({ asset, available, held }) => {
    const [free, kept] = [amountOf(available), amountOf(held)];
    const words = (amount: typeof free) =>
      asset === "TOKEN"
        ? `${amountText(tokens(amount.minor))} ${t.tokens(amount.minor)}`
        : amountText(cents(amount.minor));
    return (
      <Fact key={asset} word={asset === "TOKEN" ? texts.tokens : texts.earnings}>
        <span className="figures font-medium">
          {words(free)} <span className="font-normal text-muted">{texts.available}</span>
        </span>
        {kept.minor > 0n && (
          <span className="figures block text-held">
            {words(kept)} {texts.held}
          </span>
        )}
      </Fact>
    );
  });
}
