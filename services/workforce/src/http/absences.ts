import { givenDate } from "@shouwen/contracts/given-moment";
import { propertyId, staffId } from "@shouwen/contracts/values";
import type { Outcome } from "@shouwen/event-bus/shell";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import { commandOf, type Handle } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { deterministicId } from "@shouwen/service-kit/made-once";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import { z } from "zod";
import { approveAbsence, shiftsDuring } from "../domain/absence/approve-absence.ts";
import { askAbsence } from "../domain/absence/ask-absence.ts";
import { cancelAbsence } from "../domain/absence/cancel-absence.ts";
import { refuseAbsence } from "../domain/absence/refuse-absence.ts";
import { absenceNotFound, propertyNotFound, staffNotFound } from "../domain/rejections.ts";
import { type Absence, absenceKinds } from "../domain/rota.ts";
import type { IsFit, RotaEntry, RotaEntryListing } from "../domain/rota-lists.ts";
import { shiftViewOf } from "../domain/shift/shift-view.ts";
import { rotaOf, type Staff, type StaffFact } from "../domain/staff/staff.ts";
import { leadsOthers } from "../domain/staff/who-may.ts";
import { absenceId, absenceView, absenceViewOf, leaders, shiftView, workers } from "./rota-views.ts";

/** What leave needs to know. */
export type AbsenceDesk = {
  readonly handleStaff: Handle<Staff, StaffFact>;
  member(staffId: string): Promise<Staff>;
  zoneOf(propertyId: string): Promise<string | undefined>;
  /** Whose leave it is. */
  staffOf(absenceId: string): Promise<string | undefined>;
  readonly isFit: IsFit;
};

export type ReadAbsences = {
  absences(person: Person, listing: RotaEntryListing): Promise<readonly RotaEntry<Absence>[]>;
};

const tags = ["leave"];
const params = z.object({ absenceId });
const withShifts = absenceView.extend({
  shifts: z
    .array(shiftView)
    .describe("The person's shifts at that time; they stand in the way of an approval"),
});

const askBody = z.object({
  staffId: staffId.optional().describe("Somebody else; only for those who lead them"),
  kind: z.enum(absenceKinds),
  firstDate: givenDate.describe("The home property's own date"),
  lastDate: givenDate.describe("The last date of the leave"),
  substituteId: staffId.nullable().default(null).describe("Who stands in"),
});

const anywhere = ({ properties }: Person): boolean => properties.includes("*");

/** The absence after a command, and whose it is. */
const absenceIn = ({ state }: Outcome<Staff>, id: string) => {
  const absence = rotaOf(state).absences.find((one) => one.absenceId === id);
  if (!absence || state.status === "unknown") throw absenceNotFound();
  return absenceViewOf(state.data.staffId, absence);
};

const homeOf = async (desk: AbsenceDesk, whose: string) => {
  const staff = await desk.member(whose);
  if (staff.status === "unknown") throw staffNotFound();
  const timeZone = await desk.zoneOf(staff.data.propertyId);
  if (timeZone === undefined) throw propertyNotFound();
  return { staff, timeZone, propertyId: staff.data.propertyId };
};

const asking = (app: App, desk: AbsenceDesk): void => {
  app.post(
    "/v1/absences",
    {
      config: workers,
      schema: {
        summary: "Ask for leave",
        description: "The answer lists the shifts that it meets. It counts once somebody else approves it.",
        tags,
        body: askBody,
        response: { 201: withShifts },
      },
    },
    async (request, reply) => {
      const command = commandOf(request);
      const { person } = command;
      const { staffId: whose = person.id, ...asked } = request.body;
      const id = deterministicId("abs", command);
      const { timeZone } = await homeOf(desk, whose);
      const outcome = await desk.handleStaff(whose, command, (staff, now) =>
        askAbsence({ ...asked, absenceId: id, by: person }, staff, { now, timeZone }),
      );
      const absence = absenceIn(outcome, id);
      const shifts = shiftsDuring(outcome.state, absence, absence.askedAt);
      return reply.code(201).send({ ...absence, shifts: shifts.map((shift) => shiftViewOf(whose, shift)) });
    },
  );
};

const approving = (app: App, desk: AbsenceDesk): void => {
  app.post(
    "/v1/absences/:absenceId/approve",
    {
      config: leaders,
      schema: {
        summary: "Grant leave",
        description:
          "Shifts at that time are a conflict (409 `absence.meets_shifts`) unless they are to be removed; of one that begins before the leave, what lies before it stays.",
        tags,
        params,
        body: z.object({ removeShifts: z.boolean().default(false) }).nullish(),
        response: { 200: absenceView },
      },
    },
    async (request) => {
      const command = commandOf(request);
      const { absenceId: id } = request.params;
      const whose = await owner(desk, id);
      const { staff, propertyId: home } = await homeOf(desk, whose);
      const asked = rotaOf(staff).absences.find((one) => one.absenceId === id);
      const substituteFit =
        !asked?.substituteId ||
        (await desk.isFit(
          asked.substituteId,
          { propertyId: home, anywhere: anywhere(command.person) },
          asked,
        ));
      const approve = {
        absenceId: id,
        removeShifts: request.body?.removeShifts ?? false,
        by: command.person,
      };
      const outcome = await desk.handleStaff(whose, command, (state, now) =>
        approveAbsence(approve, state, { now, substituteFit }),
      );
      return absenceIn(outcome, id);
    },
  );
};

const owner = async (desk: AbsenceDesk, id: string): Promise<string> => {
  const whose = await desk.staffOf(id);
  if (whose === undefined) throw absenceNotFound();
  return whose;
};

const ending = (app: App, desk: AbsenceDesk): void => {
  for (const [step, summary, config, decide] of [
    ["refuse", "Say no to leave that was asked for", leaders, refuseAbsence],
    ["cancel", "Take leave back; what is under way ends now", workers, cancelAbsence],
  ] as const)
    app.post(
      `/v1/absences/:absenceId/${step}`,
      { config, schema: { summary, tags, params, response: { 200: absenceView } } },
      async (request) => {
        const command = commandOf(request);
        const { absenceId: id } = request.params;
        const outcome = await desk.handleStaff(await owner(desk, id), command, (staff, now) =>
          decide({ absenceId: id, by: command.person }, staff, now),
        );
        return absenceIn(outcome, id);
      },
    );
};

/** Leave: asked for, decided by somebody else, taken back; it begins and ends by itself. */
export const absenceRoutes =
  (desk: AbsenceDesk, read: ReadAbsences): Routes =>
  (app) => {
    asking(app, desk);
    approving(app, desk);
    ending(app, desk);
    app.get(
      "/v1/absences",
      {
        config: workers,
        schema: {
          summary: "Leave, newest first: everybody's for those who lead, one's own for all others",
          tags,
          querystring: z.object({
            ...pageQuery(sortKey.moment, sortKey.name),
            propertyId,
            staffId: staffId.optional(),
            status: absenceView.shape.status.optional(),
          }),
          response: { 200: pageOf(absenceView) },
        },
      },
      async (request) => {
        const person = personBehind(request);
        const { limit } = request.query;
        const listing = leadsOthers(person) ? request.query : { ...request.query, staffId: person.id };
        const rows = await read.absences(person, listing);
        return toPage(rows, limit, {
          keyOf: ({ at, state }) => [at, state.absenceId],
          view: (row) => absenceViewOf(row.staffId, row.state),
        });
      },
    );
  };
