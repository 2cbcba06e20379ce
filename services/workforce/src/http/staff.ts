import { staffState } from "@shouwen/contracts/events/workforce";
import { shownText } from "@shouwen/contracts/shown-text";
import { propertyId, staffId, teamId } from "@shouwen/contracts/values";
import type { Outcome } from "@shouwen/event-bus/shell";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf, type Handle, tagOf } from "@shouwen/service-kit/decision";
import type { Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey } from "@shouwen/service-kit/paging";
import { z } from "zod";
import type { TeamData } from "../domain/organisation/team.ts";
import { propertyNotFound, staffNotFound } from "../domain/rejections.ts";
import { leave } from "../domain/staff/leave.ts";
import { putStaff } from "../domain/staff/put-staff.ts";
import { describedStaff, type Staff, type StaffData, type StaffFact } from "../domain/staff/staff.ts";

/** A member of staff as a manager describes them. Whether they are on duty is not theirs to describe. */
export const staffBody = describedStaff.omit({ staffId: true }).extend({
  staffNumber: shownText(20).describe("The number a customer is given"),
  name: shownText(80).describe("As it is written in Chinese"),
  nameEn: shownText(80).describe("As it is written in Latin letters"),
});

type StaffBody = z.output<typeof staffBody>;

/** What a property offers to somebody who works there. */
export type Needs = {
  isKnown(propertyId: string): Promise<boolean>;
  teamsOf(propertyId: string): Promise<readonly TeamData[]>;
  member(staffId: string): Promise<Staff>;
  /** Who works at a property under a number, somebody left out. */
  othersUnder(about: { propertyId: string; staffNumber: string; but: string }): Promise<string | undefined>;
};

export type PutStaffAt = (id: string, command: Command, body: StaffBody) => Promise<Outcome<Staff>>;

/** Makes a member of staff what the body says, in a property that the person may see. */
export const staffPutter =
  (handleStaff: Handle<Staff, StaffFact>, needs: Needs): PutStaffAt =>
  async (id, command, body) => {
    if (!maySee(command.person, body.propertyId)) throw propertyNotFound();
    const { propertyId: home, staffNumber, supervisorId } = body;
    const [propertyKnown, teams, numberOf, supervisor] = await Promise.all([
      needs.isKnown(home),
      needs.teamsOf(home),
      needs.othersUnder({ propertyId: home, staffNumber, but: id }),
      supervisorId == null ? undefined : needs.member(supervisorId),
    ]);
    const around = { propertyKnown, teams, numberOf, supervisor, givenBy: command.person };
    return handleStaff(id, command, (staff, now) =>
      putStaff({ staffId: id, ...body }, staff, { now, around }),
    );
  };

type StaffListing = {
  limit: number;
  cursor?: readonly string[] | undefined;
  propertyId?: string | undefined;
  teamId?: string | undefined;
  onDuty?: boolean | undefined;
  employed: boolean;
};

/** How people read staff. */
export type ReadStaff = {
  member(person: Person, id: string): Promise<{ data: StaffData; version: number } | undefined>;
  members(person: Person, listing: StaffListing): Promise<{ items: StaffData[]; next: string | null }>;
};

const everybody = { allow: ["agent", "staff", "supervisor", "manager", "integrator"] } as const;
const managers = { allow: ["manager"] } as const;
const tags = ["staff"];
const params = z.object({ staffId });
const one = { 200: staffState.data };

/** The data of somebody about whom a command was carried out. */
export const staffView = ({ state }: Outcome<Staff>): StaffData => {
  if (state.status === "unknown") throw staffNotFound();
  return state.data;
};

const commandRoutes =
  (put: PutStaffAt, handleStaff: Handle<Staff, StaffFact>): Routes =>
  (app) => {
    app.put(
      "/v1/staff/:staffId",
      {
        config: { ...managers, versioned: true },
        schema: {
          summary: "Create a member of staff, or change one",
          description: "The body is the whole person. Where nothing changes, nothing is said.",
          tags,
          params,
          body: staffBody,
          response: one,
        },
      },
      async (request, reply) => {
        const outcome = await put(request.params.staffId, commandOf(request), request.body);
        return reply.header("etag", tagOf(outcome.version)).send(staffView(outcome));
      },
    );
    app.post(
      "/v1/staff/:staffId/leave",
      {
        config: { ...managers, versioned: true },
        schema: { summary: "Somebody leaves the company", tags, params, response: one },
      },
      async (request, reply) => {
        const command = commandOf(request);
        const outcome = await handleStaff(request.params.staffId, command, (staff, now) =>
          leave(staff, now, command.person.roles),
        );
        return reply.header("etag", tagOf(outcome.version)).send(staffView(outcome));
      },
    );
  };

const yesOrNo = z.enum(["true", "false"]).transform((text) => text === "true");

const staffQuery = z.object({
  ...pageQuery(sortKey.name),
  propertyId: propertyId.optional(),
  teamId: teamId.optional(),
  onDuty: yesOrNo.optional().describe("Only those who are on duty, or only those who are not"),
  employed: yesOrNo.prefault("true").describe("false: those who have left"),
});

const readingRoutes =
  (read: ReadStaff): Routes =>
  (app) => {
    app.get(
      "/v1/staff",
      {
        config: everybody,
        schema: {
          summary: "Who works here",
          tags,
          querystring: staffQuery,
          response: { 200: pageOf(staffState.data) },
        },
      },
      (request) => read.members(personBehind(request), request.query),
    );
    app.get(
      "/v1/staff/:staffId",
      {
        config: { ...everybody, versioned: true },
        schema: { summary: "One member of staff", tags, params, response: one },
      },
      async (request, reply) => {
        const found = await read.member(personBehind(request), request.params.staffId);
        if (!found) throw staffNotFound();
        return reply.header("etag", tagOf(found.version)).send(found.data);
      },
    );
  };

export const staffRoutes =
  (put: PutStaffAt, handleStaff: Handle<Staff, StaffFact>, read: ReadStaff): Routes =>
  (app) => {
    commandRoutes(put, handleStaff)(app);
    readingRoutes(read)(app);
  };
