import { staffState } from "@shouwen/contracts/events/workforce";
import { instant, propertyId, staffId, teamId } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { commandOf, type Handle, tagOf } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { z } from "zod";
import { comeOnDuty } from "../domain/duty/come-on-duty.ts";
import { dutyBoard } from "../domain/duty/duty-board.ts";
import { checkDutyOf } from "../domain/duty/duty-of-others.ts";
import { requireSuccessor, type TeamLeft, teamsHeldBy } from "../domain/duty/follow-rota.ts";
import { goOffDuty } from "../domain/duty/go-off-duty.ts";
import { propertyNotFound } from "../domain/rejections.ts";
import type { IsFit } from "../domain/rota-lists.ts";
import type { Staff, StaffFact } from "../domain/staff/staff.ts";
import { leadsOthers } from "../domain/staff/who-may.ts";
import { readers, shiftId, workers } from "./rota-views.ts";
import { staffView } from "./staff.ts";

/** What duty needs to know. */
export type DutyDesk = {
  readonly handleStaff: Handle<Staff, StaffFact>;
  member(staffId: string): Promise<Staff>;
  readonly isFit: IsFit;
  teamsWithout(staffId: string, teamIds: readonly string[]): Promise<ReadonlyMap<string, TeamLeft>>;
};

export type ReadDuty = {
  people(person: Person, about: { propertyId: string; teamId?: string | undefined }): Promise<Staff[]>;
};

const whose = staffId.optional().describe("Somebody else; only for those who lead them");
const tags = ["duty"];

const coming = (app: App, { handleStaff }: DutyDesk): void => {
  app.post(
    "/v1/duty/on",
    {
      config: { ...workers, versioned: true },
      schema: {
        summary: "Come on duty",
        tags,
        body: z.object({ staffId: whose }).nullish(),
        response: { 200: staffState.data },
      },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const id = request.body?.staffId ?? person.id;
      checkDutyOf(person, id);
      const outcome = await handleStaff(id, commandOf(request), comeOnDuty);
      return reply.header("etag", tagOf(outcome.version)).send(staffView(outcome));
    },
  );
};

const going = (app: App, desk: DutyDesk): void => {
  app.post(
    "/v1/duty/off",
    {
      config: { ...workers, versioned: true },
      schema: {
        summary: "Go off duty, and say who stands in where somebody does",
        tags,
        body: z
          .object({
            staffId: whose,
            substituteId: staffId.optional().describe("Stands in until the person comes on duty again"),
          })
          .nullish(),
        response: { 200: staffState.data },
      },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const id = request.body?.staffId ?? person.id;
      checkDutyOf(person, id);
      const substituteId = request.body?.substituteId;
      const isFit = substituteId !== undefined && (await standsIn(desk, { id, substituteId, person }));
      const left = leadsOthers(person) ? [] : await teamsLeftBy(desk, id);
      const outcome = await desk.handleStaff(id, commandOf(request), (staff, now) => {
        requireSuccessor(staff, left);
        return goOffDuty(staff, now, { substituteId, isFit });
      });
      return reply.header("etag", tagOf(outcome.version)).send(staffView(outcome));
    },
  );
};

const teamsLeftBy = async ({ member, teamsWithout }: DutyDesk, id: string): Promise<TeamLeft[]> => [
  ...(await teamsWithout(id, teamsHeldBy(await member(id)))).values(),
];

/** As PostgreSQL says it: by its clock. */
const thisMoment = { from: "now", to: "now" } as const;

const standsIn = async (
  { member, isFit }: DutyDesk,
  { id, substituteId, person }: { id: string; substituteId: string; person: Person },
): Promise<boolean> => {
  const staff = await member(id);
  if (staff.status === "unknown") return false;
  const where = { propertyId: staff.data.propertyId, anywhere: person.properties.includes("*") };
  return isFit(substituteId, where, thisMoment);
};

const dutyEntry = z.object({
  staffId,
  teamIds: z.array(teamId).readonly(),
  status: z
    .enum(["on_duty", "staying", "expected", "on_leave"])
    .describe("staying: until a successor comes; expected: rostered now, and not here"),
  since: instant.nullable(),
  until: instant.nullable().describe("When the window of the shift ends; null outside the rota"),
  shiftId: shiftId.nullable(),
  stay: z
    .object({ teamId, since: instant, until: instant.describe("Goes home then, successor or not") })
    .nullable(),
  substituteId: staffId.nullable(),
  absentUntil: instant.nullable(),
});

/** Coming on duty and going off it, for oneself or, as somebody who leads others, for them; and who is where. */
export const dutyRoutes =
  (desk: DutyDesk, read: ReadDuty): Routes =>
  (app) => {
    coming(app, desk);
    going(app, desk);
    app.get(
      "/v1/duty",
      {
        config: readers,
        schema: {
          summary: "Who is on duty, stays for a successor, is missing or on leave",
          tags,
          querystring: z.object({ propertyId, teamId: teamId.optional() }),
          response: { 200: z.object({ items: z.array(dutyEntry) }) },
        },
      },
      async (request) => {
        const person = personBehind(request);
        if (!maySee(person, request.query.propertyId)) throw propertyNotFound();
        return { items: dutyBoard(await read.people(person, request.query)) };
      },
    );
  };
