import { givenDate } from "@shouwen/contracts/given-moment";
import { instant, propertyId, staffId, teamId } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf, type Handle } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import type { PolicySet } from "@shouwen/service-kit/policies";
import { z } from "zod";
import {
  type ChecklistDay,
  type DayFact,
  type RoundsAbout,
  roundsOf,
} from "../domain/paper/checklist-day.ts";
import type { ChecklistPolicy } from "../domain/paper/shift-papers.ts";
import { signOffDay } from "../domain/paper/sign-off-day.ts";
import { tickRound } from "../domain/paper/tick-round.ts";
import type { Colleague } from "../domain/paper/weekly-person.ts";
import { propertyNotFound } from "../domain/rejections.ts";
import { rulesMomentOf } from "../domain/shift/shift-windows.ts";
import { leaders, readers, workers } from "./rota-views.ts";
import { type TeamMembers, teamMemberIn } from "./team-member.ts";

/** What checklists need. */
export type ChecklistDesk = TeamMembers & {
  readonly now: () => string;
  readonly handleDay: Handle<ChecklistDay, DayFact>;
  checklists(): Promise<PolicySet<ChecklistPolicy>>;
  zoneOf(propertyId: string): Promise<string | undefined>;
  teamsOf(propertyId: string): Promise<readonly { readonly teamId: string }[]>;
  colleaguesAt(propertyId: string): Promise<readonly Colleague[]>;
};

export type ReadChecklists = { day(person: Person, dayId: string): Promise<ChecklistDay> };

const roundView = z.object({
  list: z.string(),
  teamId,
  time: z.string(),
  name: z.string(),
  nameEn: z.string(),
  area: z.string(),
  areaEn: z.string(),
  dueAt: instant,
  overdueAt: instant,
  status: z.enum(["ahead", "due", "overdue", "done"]),
  doneBy: staffId.nullable(),
  doneAt: instant.nullable(),
  assignedTo: staffId.nullable().describe("Whose turn it is this week; null: anybody's of the team"),
  late: z.boolean().describe("Done, and later than it should have been"),
});

const dayView = z.object({
  items: z.array(roundView),
  signOffs: z.array(
    z.object({
      teamId,
      by: staffId,
      at: instant,
      missed: z.array(z.object({ list: z.string(), time: z.string() })).readonly(),
    }),
  ),
});

const tags = ["checklists"];
const dayIdOf = (home: string, date: string): string => `${home} ${date}`;

type Placed = { readonly propertyId: string; readonly date: string };

/** What rounds are worked out from, at a moment. Throws when the person may not see the property. */
const aroundOf = async (
  desk: ChecklistDesk,
  person: Person,
  { propertyId: home, date }: Placed,
): Promise<(now: string) => RoundsAbout> => {
  const timeZone = maySee(person, home) ? await desk.zoneOf(home) : undefined;
  if (timeZone === undefined) throw propertyNotFound();
  const [policySet, teams, colleagues] = await Promise.all([
    desk.checklists(),
    desk.teamsOf(home),
    desk.colleaguesAt(home),
  ]);
  const teamIds = teams.map((team) => team.teamId);
  return (now) => {
    const policy = policySet.inForce(home, rulesMomentOf(date, now, timeZone)).body;
    return { date, timeZone, now, teamIds, colleagues, policy };
  };
};

type DayView = z.output<typeof dayView>;

const viewOf = (
  day: ChecklistDay,
  about: RoundsAbout,
  where: { teamId?: string | undefined; overdue?: boolean | undefined },
): DayView => {
  const isWanted = (one: { teamId: string }) => where.teamId === undefined || one.teamId === where.teamId;
  const rounds = roundsOf(day, about).filter(isWanted);
  return {
    items: where.overdue ? rounds.filter(({ status }) => status === "overdue") : rounds,
    signOffs: day.signOffs.filter(isWanted),
  };
};

const signing = (app: App, desk: ChecklistDesk): void => {
  const place = { propertyId, teamId, date: givenDate.describe("The property's own date") };
  const carryOut = async (
    { command, body }: { command: Command; body: Placed & { teamId: string } },
    decide: (day: ChecklistDay, about: RoundsAbout) => ReturnType<typeof tickRound>,
  ): Promise<DayView> => {
    const around = await aroundOf(desk, command.person, body);
    const { state } = await desk.handleDay(dayIdOf(body.propertyId, body.date), command, (day, now) =>
      decide(day, around(now)),
    );
    return viewOf(state, around(desk.now()), body);
  };
  app.post(
    "/v1/checklists/ticks",
    {
      config: workers,
      schema: {
        summary: "Sign a round as done",
        tags,
        body: z.object({ ...place, list: z.string().max(40), time: z.string().max(5).describe("08:00") }),
        response: { 200: dayView },
      },
    },
    async (request) => {
      const command = commandOf(request);
      const { body } = request;
      const by = await teamMemberIn(desk, command.person);
      return carryOut({ command, body }, (day, about) => tickRound({ ...body, by }, day, about));
    },
  );
  app.post(
    "/v1/checklists/sign-offs",
    {
      config: leaders,
      schema: {
        summary: "Sign a team's day, once nothing of it can still be done in time",
        tags,
        body: z.object(place),
        response: { 200: dayView },
      },
    },
    (request) => {
      const command = commandOf(request);
      const { body } = request;
      return carryOut({ command, body }, (day, about) =>
        signOffDay({ ...body, by: command.person.id }, day, about),
      );
    },
  );
};

const yesOrNo = z.enum(["true", "false"]).transform((text) => text === "true");

/** The rounds of a day, signed one by one, and what is overdue. */
export const checklistRoutes =
  (desk: ChecklistDesk, read: ReadChecklists): Routes =>
  (app) => {
    signing(app, desk);
    app.get(
      "/v1/checklists",
      {
        config: readers,
        schema: {
          summary: "The rounds of a day: done, due, overdue",
          tags,
          querystring: z.object({
            propertyId,
            date: givenDate,
            teamId: teamId.optional(),
            overdue: yesOrNo.optional().describe("true: only what should have been done by now"),
          }),
          response: { 200: dayView },
        },
      },
      async (request) => {
        const person = personBehind(request);
        const around = await aroundOf(desk, person, request.query);
        const day = await read.day(person, dayIdOf(request.query.propertyId, request.query.date));
        return viewOf(day, around(desk.now()), request.query);
      },
    );
  };
