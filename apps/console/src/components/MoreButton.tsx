import { t } from "../texts.ts";
import { Button } from "./Button.tsx";

interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

export function MoreButton({ query }: { query: Paged }) {
  if (!query.hasNextPage) return null;
  return (
    <div className="flex justify-center border-t border-line p-3">
      <Button size="s" kind="quiet" busy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
        {t.more}
      </Button>
    </div>
  );
}
