import {
  type Day,
  dayNumber,
  dayOf,
  daysInMonth,
  localDay,
  localMidnight,
  weekdayOf,
} from "@metercast/calendar";

/** How often a calendar schedule runs: once in each of its periods, at the start of the anchor day. */
export interface Rhythm {
  cadence: "weekly" | "monthly";
  /** Weekly 1 (Monday) to 7. Monthly 1 to 31; a month without that day takes its last one. */
  anchorDay: number;
  /** IANA name, as Europe/Berlin. */
  zone: string;
}

export interface Period {
  /** `2026-W49` (an ISO week) or `2026-12`. A creator has at most one run of a key. */
  key: string;
  /** When the run is due: the start of the anchor day in the zone. */
  at: Date;
  day: Day;
}

/** The period whose run became due last, at or before an instant. */
export function latestPeriod(rhythm: Rhythm, at: Date): Period {
  const present = periodAround(rhythm, localDay(rhythm.zone, at), 0);
  return present.at <= at ? present : periodAround(rhythm, localDay(rhythm.zone, at), -1);
}

/** The period whose run becomes due first after an instant. */
export function nextPeriod(rhythm: Rhythm, after: Date): Period {
  const present = periodAround(rhythm, localDay(rhythm.zone, after), 0);
  return present.at > after ? present : periodAround(rhythm, localDay(rhythm.zone, after), 1);
}

/** The first instant of the period after the one that an instant is in. */
export function periodEnd({ cadence, zone }: Rhythm, at: Date): Date {
  const day = localDay(zone, at);
  return localMidnight(
    zone,
    cadence === "weekly" ? dayOf(monday(day) + 7) : { ...monthAfter(day, 1), day: 1 },
  );
}

/** The period of a day, or the one so many periods later. */
function periodAround(rhythm: Rhythm, around: Day, later: number): Period {
  const { cadence, anchorDay, zone } = rhythm;
  const isWeek = cadence === "weekly";
  const day = isWeek ? dayOf(monday(around) + later * 7 + anchorDay - 1) : monthly(around, later, anchorDay);
  return { key: isWeek ? weekKey(day) : monthKey(day), at: localMidnight(zone, day), day };
}

function monthly(around: Day, later: number, anchorDay: number): Day {
  const { year, month } = monthAfter(around, later);
  return { year, month, day: Math.min(anchorDay, daysInMonth(year, month)) };
}

function monthAfter({ year, month }: Day, later: number): { year: number; month: number } {
  const months = year * 12 + month - 1 + later;
  return { year: Math.floor(months / 12), month: (months % 12) + 1 };
}

function monday(day: Day): number {
  const number = dayNumber(day);
  return number - weekdayOf(number) + 1;
}

/** The ISO year of a week is that of its Thursday. */
function weekKey(day: Day): string {
  const thursday = monday(day) + 3;
  const { year } = dayOf(thursday);
  const week = Math.floor((thursday - dayNumber({ year, month: 1, day: 1 })) / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

const monthKey = ({ year, month }: Day): string => `${year}-${String(month).padStart(2, "0")}`;

export const thresholdKey = (number: number): string => `threshold:${number}`;
