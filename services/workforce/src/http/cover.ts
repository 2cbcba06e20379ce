import { givenDate } from "@shouwen/contracts/given-moment";
import { instant, propertyId, teamId } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import type { Routes } from "@shouwen/service-kit/http";
import type { PolicySet } from "@shouwen/service-kit/policies";
import { z } from "zod";
import {
  type CoverRule,
  countedDates,
  coverOf,
  gapsIn,
  type QueuedInHour,
  type RosteredWindow,
} from "../domain/cover/cover.ts";
import { type CoverPolicy, isTeam } from "../domain/policies.ts";
import { propertyNotFound, teamNotFound } from "../domain/rejections.ts";
import { dayOf, spansOn } from "../domain/shift/shift-windows.ts";
import { leaders } from "./rota-views.ts";

type Team = { readonly propertyId: string; readonly teamId: string };

/** What cover is worked out from. */
export type ReadCover = {
  knownSince(person: Person, team: Team): Promise<string | null>;
  queued(
    person: Person,
    team: Team,
    on: { dates: readonly string[]; timeZone: string },
  ): Promise<readonly QueuedInHour[]>;
  windows(person: Person, team: Team, time: { from: string; to: string }): Promise<readonly RosteredWindow[]>;
};

export type CoverNeeds = {
  readonly now: () => string;
  policy(): Promise<PolicySet<CoverPolicy>>;
  zoneOf(propertyId: string): Promise<string | undefined>;
  teamsOf(propertyId: string): Promise<readonly { readonly teamId: string }[]>;
};

const span = { from: instant, to: instant };
const coverView = z.object({
  policyVersionId: z.string(),
  ticketsPerPersonHour: z.number(),
  days: z.array(
    z.object({
      date: z.string(),
      countedDates: z.array(z.string()).describe("The dates whose tickets were counted"),
      hours: z.array(
        z.object({
          hour: z.string(),
          ...span,
          tickets: z.number().describe("On average over the counted dates"),
          required: z.int(),
          rostered: z.int().describe("The fewest at any moment of the hour"),
        }),
      ),
      gaps: z.array(z.object({ ...span, missing: z.int() })),
    }),
  ),
});

type DayOfCover = z.output<typeof coverView>["days"][number];

const coverQuery = z.object({
  propertyId,
  teamId,
  date: givenDate,
  days: z.coerce.number().int().min(1).max(7).default(1).describe("So many dates from then on"),
});

const datesFrom = (date: string, days: number): string[] =>
  Array.from({ length: days }, (_, index) =>
    new Date((dayOf(date) + index) * 86_400_000).toISOString().slice(0, 10),
  );

const wholeDay = [{ from: "00:00", to: "24:00" }];

/** The zone of a team's property. Throws when the person may not see it, or it has no such team. */
const zoneOf = async (
  needs: CoverNeeds,
  person: Person,
  { propertyId: home, teamId: id }: Team,
): Promise<string> => {
  const timeZone = maySee(person, home) ? await needs.zoneOf(home) : undefined;
  if (timeZone === undefined) throw propertyNotFound();
  if (!(await needs.teamsOf(home)).some((team) => team.teamId === id)) throw teamNotFound();
  return timeZone;
};

const dayOfCover = async (
  read: ReadCover,
  date: string,
  about: {
    person: Person;
    team: Team;
    timeZone: string;
    now: string;
    knownSince: string | null;
    rule: CoverRule;
    weeks: number;
  },
): Promise<DayOfCover> => {
  const { person, team, timeZone, rule } = about;
  const dates = countedDates(date, about.weeks, about);
  const [day = { from: "", to: "" }] = spansOn(date, wholeDay, timeZone);
  const queued = await read.queued(person, team, { dates, timeZone });
  const windows = await read.windows(person, team, day);
  const hours = coverOf({ date, timeZone, rule, countedDates: dates.length, queued, windows });
  return { date, countedDates: dates, hours, gaps: gapsIn(hours) };
};

/** Required against rostered people, by hour. `../domain/cover/cover.ts` has the formula. */
export const coverRoutes =
  (needs: CoverNeeds, read: ReadCover): Routes =>
  (app) => {
    app.get(
      "/v1/cover",
      {
        config: leaders,
        schema: {
          summary: "How many people a team needs by hour, how many are rostered, and where some are missing",
          description:
            "required = max(⌈average tickets in that hour of the last same weekdays ÷ what one person can take an hour⌉, the policy's minimum); rostered = the fewest together at any moment of the hour.",
          tags: ["rota"],
          querystring: coverQuery,
          response: { 200: coverView },
        },
      },
      async (request) => {
        const person = personBehind(request);
        const { date, days, ...team } = request.query;
        const timeZone = await zoneOf(needs, person, team);
        const now = needs.now();
        const { body, policyVersionId } = (await needs.policy()).inForce(team.propertyId, now);
        const rule = body.teams.find((one) => isTeam(team.teamId, one.team)) ?? noRule;
        const about = { person, team, timeZone, now, rule, weeks: body.weeks };
        const knownSince = await read.knownSince(person, team);
        const covered: DayOfCover[] = [];
        for (const one of datesFrom(date, days))
          covered.push(await dayOfCover(read, one, { ...about, knownSince }));
        return { policyVersionId, ticketsPerPersonHour: rule.ticketsPerPersonHour, days: covered };
      },
    );
  };

/** For a team that no rule names: nothing but its tickets asks for people. */
const noRule: CoverRule = { team: "*", ticketsPerPersonHour: 4, minimum: [] };
