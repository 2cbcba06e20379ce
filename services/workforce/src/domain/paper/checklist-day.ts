import { internalFact } from "@shouwen/contracts/define-event";
import { isTeam } from "../policies.ts";
import { spansOn } from "../shift/shift-windows.ts";
import type { ChecklistPolicy } from "./shift-papers.ts";
import { type Colleague, weeklyPersonOn } from "./weekly-person.ts";

/** A round as its place in a day: which list, of which team, at which time. */
export type RoundPlace = { readonly list: string; readonly teamId: string; readonly time: string };

/** A round that was done, and by whom it was signed. */
export type Tick = RoundPlace & { readonly by: string; readonly at: string };

/** A leader's signature under a team's day. `missed` are the rounds that nobody had done by then. */
export type SignOff = {
  readonly teamId: string;
  readonly by: string;
  readonly at: string;
  readonly missed: readonly Omit<RoundPlace, "teamId">[];
};

export type ChecklistDay = {
  /** Empty: nothing was signed on that day. */
  readonly propertyId: string;
  readonly date: string;
  readonly ticks: readonly Tick[];
  readonly signOffs: readonly SignOff[];
};

export const emptyDay: ChecklistDay = { propertyId: "", date: "", ticks: [], signOffs: [] };

/** Says a day whole, and to nobody outside. */
export const dayChanged = (day: ChecklistDay) => internalFact("checklist_day.changed", day);

export type DayFact = ReturnType<typeof dayChanged>;

export const evolveDay = (_day: ChecklistDay, fact: DayFact): ChecklistDay => fact.data;

/** A round of a day as it stands at a moment. */
export type Round = RoundPlace & {
  readonly name: string;
  readonly nameEn: string;
  readonly area: string;
  readonly areaEn: string;
  readonly dueAt: string;
  readonly overdueAt: string;
  readonly status: "ahead" | "due" | "overdue" | "done";
  readonly doneBy: string | null;
  readonly doneAt: string | null;
  /** Whose turn it is; null: anybody's of the team. */
  readonly assignedTo: string | null;
  /** Done, and later than it should have been. */
  readonly late: boolean;
};

/** What the rounds of a day are worked out from. */
export type RoundsAbout = {
  readonly date: string;
  readonly timeZone: string;
  readonly policy: ChecklistPolicy;
  readonly teamIds: readonly string[];
  /** Everybody who works at the property. */
  readonly colleagues: readonly Colleague[];
  readonly now: string;
};

export const isSameRound = (a: RoundPlace, b: RoundPlace): boolean =>
  a.list === b.list && a.teamId === b.teamId && a.time === b.time;

const minuteMs = 60_000;

const statusAt = (now: string, dueAt: string, overdueAt: string): Round["status"] => {
  if (now < dueAt) return "ahead";
  return now < overdueAt ? "due" : "overdue";
};

type List = ChecklistPolicy["lists"][number];

/** Known ahead, for whatever date is asked for. */
const whoseTurn = ({ weeklyPerson }: List, teamId: string, about: RoundsAbout): string | null => {
  const [day] = spansOn(about.date, [{ from: "00:00", to: "24:00" }], about.timeZone);
  if (!weeklyPerson || !day) return null;
  const team = about.colleagues.filter(({ teamIds }) => teamIds.includes(teamId));
  return weeklyPersonOn(about.date, day, team);
};

const roundAt = (
  list: List,
  { teamId, time }: Omit<RoundPlace, "list">,
  about: RoundsAbout,
): Omit<Round, "doneBy" | "doneAt" | "late"> => {
  const [span] = spansOn(about.date, [{ from: time, to: "24:00" }], about.timeZone);
  const dueAt = span?.from ?? about.now;
  const overdueAt = new Date(Date.parse(dueAt) + list.withinMinutes * minuteMs).toISOString();
  return {
    list: list.id,
    teamId,
    time,
    name: list.name,
    nameEn: list.nameEn,
    area: list.area,
    areaEn: list.areaEn,
    dueAt,
    overdueAt,
    assignedTo: whoseTurn(list, teamId, about),
    status: statusAt(about.now, dueAt, overdueAt),
  };
};

/** All rounds of a day by the time at which they are due: what is done, by whom, and what is overdue. */
export const roundsOf = (day: ChecklistDay, about: RoundsAbout): Round[] => {
  const rounds = about.policy.lists.flatMap((list) =>
    about.teamIds
      .filter((teamId) => isTeam(teamId, list.team))
      .flatMap((teamId) =>
        list.times.map((time): Round => {
          const round = roundAt(list, { teamId, time }, about);
          const tick = day.ticks.find((one) => isSameRound(one, round));
          return {
            ...round,
            status: tick ? "done" : round.status,
            doneBy: tick?.by ?? null,
            doneAt: tick?.at ?? null,
            late: tick !== undefined && tick.at > round.overdueAt,
          };
        }),
      ),
  );
  return rounds.toSorted((a, b) => a.dueAt.localeCompare(b.dueAt));
};
