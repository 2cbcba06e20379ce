import { teamState } from "@shouwen/contracts/events/workforce";
import { shownText } from "@shouwen/contracts/shown-text";
import { propertyId, teamId } from "@shouwen/contracts/values";
import type { Outcome } from "@shouwen/event-bus/shell";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf, type Handle, tagOf } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey } from "@shouwen/service-kit/paging";
import { z } from "zod";
import { dissolveTeam } from "../domain/organisation/dissolve-team.ts";
import { putTeam } from "../domain/organisation/put-team.ts";
import type { Team, TeamData, TeamFact } from "../domain/organisation/team.ts";
import { propertyNotFound, teamNotFound } from "../domain/rejections.ts";

/** A team as a manager describes it, with the department that it belongs to. */
export const teamBody = teamState.data.omit({ teamId: true, updatedAt: true }).extend({
  departmentName: shownText(80).describe("The department, in Chinese"),
  departmentNameEn: shownText(80).describe("The department, in English"),
  name: shownText(80).describe("The team, in Chinese"),
  nameEn: shownText(80).describe("The team, in English"),
});

type TeamBody = z.output<typeof teamBody>;

export type PutTeamAt = (id: string, command: Command, body: TeamBody) => Promise<Outcome<Team>>;

/** Makes a team what the body says, in a property that is known and that the person may see. */
export const teamPutter =
  (handleTeam: Handle<Team, TeamFact>, isKnown: (propertyId: string) => Promise<boolean>): PutTeamAt =>
  async (id, command, body) => {
    if (!maySee(command.person, body.propertyId) || !(await isKnown(body.propertyId)))
      throw propertyNotFound();
    return handleTeam(id, command, (team, now) => putTeam({ teamId: id, ...body }, team, now));
  };

export type DissolveTeamAt = (id: string, command: Command) => Promise<void>;

type CountOf = (teamId: string) => Promise<number>;

/** Ends a team that has no members and no tickets left. */
export const teamDissolver =
  (
    handleTeam: Handle<Team, TeamFact>,
    read: { membersOf: CountOf; openTicketsIn: CountOf },
  ): DissolveTeamAt =>
  async (id, command) => {
    const [members, tickets] = await Promise.all([read.membersOf(id), read.openTicketsIn(id)]);
    await handleTeam(id, command, (team) => dissolveTeam({ members, tickets }, team));
  };

type TeamListing = {
  limit: number;
  cursor?: readonly string[] | undefined;
  propertyId?: string | undefined;
};

/** How people read teams. */
export type ReadTeams = {
  team(person: Person, id: string): Promise<{ data: TeamData; version: number } | undefined>;
  teams(person: Person, listing: TeamListing): Promise<{ items: TeamData[]; next: string | null }>;
};

const everybody = { allow: ["agent", "staff", "supervisor", "manager", "integrator"] } as const;
const managers = { allow: ["manager"] } as const;
const tags = ["teams"];
const params = z.object({ teamId });

const dissolveRoute = (app: App, dissolve: DissolveTeamAt): void => {
  app.delete(
    "/v1/teams/:teamId",
    {
      config: managers,
      schema: {
        summary: "Dissolve a team that has no members and no tickets",
        description:
          "409 team.has_tickets says how many tickets wait there or are worked on, 409 team.has_members how many people work there. Tickets are handed over to another team first.",
        tags,
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await dissolve(request.params.teamId, commandOf(request));
      return reply.code(204).send(null);
    },
  );
};

export const teamRoutes =
  (commands: { put: PutTeamAt; dissolve: DissolveTeamAt }, read: ReadTeams): Routes =>
  (app) => {
    app.put(
      "/v1/teams/:teamId",
      {
        config: { ...managers, versioned: true },
        schema: {
          summary: "Create a team, or change it",
          description:
            "The body is the whole team with its department. Where nothing changes, nothing is said.",
          tags,
          params,
          body: teamBody,
          response: { 200: teamState.data },
        },
      },
      async (request, reply) => {
        const { state, version } = await commands.put(
          request.params.teamId,
          commandOf(request),
          request.body,
        );
        if (state.status === "unknown") throw teamNotFound();
        return reply.header("etag", tagOf(version)).send(state.data);
      },
    );
    dissolveRoute(app, commands.dissolve);
    app.get(
      "/v1/teams",
      {
        config: everybody,
        schema: {
          summary: "Teams and their departments",
          tags,
          querystring: z.object({ ...pageQuery(sortKey.name), propertyId: propertyId.optional() }),
          response: { 200: pageOf(teamState.data) },
        },
      },
      (request) => read.teams(personBehind(request), request.query),
    );
    app.get(
      "/v1/teams/:teamId",
      {
        config: { ...everybody, versioned: true },
        schema: { summary: "One team", tags, params, response: { 200: teamState.data } },
      },
      async (request, reply) => {
        const found = await read.team(personBehind(request), request.params.teamId);
        if (!found) throw teamNotFound();
        return reply.header("etag", tagOf(found.version)).send(found.data);
      },
    );
  };
