import type { Absence } from "../rota.ts";
import type { Span } from "../shift/shift-windows.ts";

/** Somebody who works at a property, as far as whose turn it is depends on them. */
export type Colleague = {
  readonly staffId: string;
  readonly staffNumber: string;
  readonly teamIds: readonly string[];
  readonly absences: readonly Pick<Absence, "status" | "from" | "to">[];
};

const weekMs = 7 * 24 * 60 * 60 * 1_000;
// A Monday. Weeks are ISO 8601's, of the property's own dates.
const firstMonday = Date.parse("1970-01-05T00:00:00.000Z");

const isOnLeave = ({ absences }: Colleague, { from, to }: Span): boolean =>
  absences.some(
    (absence) =>
      (absence.status === "approved" || absence.status === "begun") && absence.from < to && absence.to > from,
  );

const byNumber = new Intl.Collator("en", { numeric: true });

/**
 * Who of a team sums up the problems of a date: one for each week, in turn by staff number. Whoever is on leave on that
 * date is passed over for the next. Null where nobody is left. (Rulebook workforce, 5.)
 */
export const weeklyPersonOn = (date: string, day: Span, team: readonly Colleague[]): string | null => {
  const inTurn = team.toSorted((a, b) => byNumber.compare(a.staffNumber, b.staffNumber));
  const week = Math.floor((Date.parse(`${date}T00:00:00.000Z`) - firstMonday) / weekMs);
  const first = inTurn.length === 0 ? 0 : week % inTurn.length;
  const whoseTurn = [...inTurn.slice(first), ...inTurn.slice(0, first)];
  return whoseTurn.find((colleague) => !isOnLeave(colleague, day))?.staffId ?? null;
};
