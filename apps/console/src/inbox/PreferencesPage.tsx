import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { buttonClass } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Loaded, RowsSkeleton } from "../components/states.tsx";
import { PushSwitch } from "../notifications/PushSwitch.tsx";
import { Page } from "../shell/Shell.tsx";
import { preferences as texts } from "../texts/inbox.ts";
import { push } from "../texts/push.ts";
import { EmailCard } from "./EmailCard.tsx";
import { PreferencesForm } from "./PreferencesForm.tsx";
import { preferencesQuery } from "./queries.ts";

/** What a person is sent, on which channel and when. */
export function PreferencesPage() {
  const query = useQuery(preferencesQuery);
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        <Link to="/inbox" search={{ status: undefined }} className={buttonClass()}>
          {texts.back}
        </Link>
      }
    >
      <Loaded
        query={query}
        skeleton={
          <Card>
            <RowsSkeleton rows={4} />
          </Card>
        }
      >
        {(data) => (
          <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
            <PreferencesForm preferences={data} />
            <div className="flex min-w-0 flex-col gap-5">
              <EmailCard email={data.email} />
              <Card title={push.title}>
                <PushSwitch />
              </Card>
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
