import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Role } from "../auth/session.ts";
import { palette } from "../texts/palette.ts";
import { t } from "../texts.ts";
import { type AreaPage, PAGES, pageOf } from "./areas.ts";
import { PaletteButton } from "./PaletteButton.tsx";

/**
 * The navigation of an area, with the search at its end. Pages that form groups are a second row: of the
 * present group only.
 */
export function Pages({ area }: { area: Role }) {
  const { pathname } = useLocation();
  const present = pageOf(area, pathname);
  const pages: readonly AreaPage[] = PAGES[area];
  const group = present?.group;
  const within = group === undefined ? [] : pages.filter((page) => page.group === group);
  return (
    <>
      <div className="mx-auto flex max-w-[1120px] items-center pe-2 sm:pe-4">
        <Row
          name={t.roles[area]}
          entries={firstOfGroups(pages).map((page) => ({
            to: page.to,
            label: page.group === undefined ? page.label() : palette.pageGroups[page.group],
            isPresent: page.group === undefined ? page.to === present?.to : page.group === group,
          }))}
        />
        <PaletteButton area={area} />
      </div>
      {group !== undefined && within.length > 1 && (
        <div className="border-t border-line">
          <div className="mx-auto flex max-w-[1120px]">
            <Row
              name={palette.pageGroups[group]}
              entries={within.map(({ to, label }) => ({ to, label: label(), isPresent: to === present?.to }))}
            />
          </div>
        </div>
      )}
    </>
  );
}

const firstOfGroups = (pages: readonly AreaPage[]): AreaPage[] =>
  pages.filter(
    ({ group }, at) => group === undefined || pages.findIndex((page) => page.group === group) === at,
  );

interface RowProps {
  name: string;
  entries: readonly { to: string; label: string; isPresent: boolean }[];
}

/** If it does not fit, its end fades, and the present page is scrolled into view. */
function Row({ name, entries }: RowProps) {
  const nav = useRef<HTMLElement>(null);
  const present = entries.find(({ isPresent }) => isPresent)?.to;
  // Depends on the page and on the width (a rotated phone).
  useEffect(() => {
    const list = nav.current;
    const shown = list?.querySelector<HTMLElement>("[data-present]");
    if (!list || !shown || present === undefined) return;
    const watch = new ResizeObserver(() => {
      // By their places on the screen: right in both directions of writing.
      const [here, there] = [list.getBoundingClientRect(), shown.getBoundingClientRect()];
      list.scrollLeft += there.left + there.width / 2 - (here.left + here.width / 2);
    });
    watch.observe(list);
    return () => watch.disconnect();
  }, [present]);
  return (
    <nav
      ref={nav}
      aria-label={name}
      className="relative min-w-0 flex-1 overflow-x-auto px-2 [scrollbar-width:none] max-md:ltr:mask-r-from-[calc(100%-2rem)] max-md:rtl:mask-l-from-[calc(100%-2rem)] sm:px-4"
    >
      <ul className="flex w-max gap-1 max-md:pe-6">
        {entries.map(({ to, label, isPresent }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: true, includeSearch: false }}
              aria-current={isPresent ? "true" : undefined}
              data-present={isPresent || undefined}
              className="flex h-10 items-center border-b-2 border-transparent px-2 text-14 whitespace-nowrap text-muted -outline-offset-2 hover:text-ink data-present:border-accent data-present:font-medium data-present:text-ink"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
