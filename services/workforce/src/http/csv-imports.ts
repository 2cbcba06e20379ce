import type { Readable } from "node:stream";
import { propertyId } from "@shouwen/contracts/values";
import { maySee, type Person } from "@shouwen/service-kit/auth";
import { bytesOf, openCsv } from "@shouwen/service-kit/csv-file";
import { type FileReport, fileReport, type TakeRow, takeRows } from "@shouwen/service-kit/csv-report";
import { type Command, commandOf, type Handle } from "@shouwen/service-kit/decision";
import { fileIn } from "@shouwen/service-kit/file-body";
import type { DateOrder } from "@shouwen/service-kit/file-dates";
import type { App, Routes } from "@shouwen/service-kit/http";
import { importSlots } from "@shouwen/service-kit/import-limits";
import { nameOf } from "@shouwen/service-kit/made-once";
import type { PolicySet } from "@shouwen/service-kit/policies";
import { z } from "zod";
import { numberIn } from "../domain/csv-cells.ts";
import type { TeamData } from "../domain/organisation/team.ts";
import type { ShiftPatterns } from "../domain/policies.ts";
import { propertyNotFound } from "../domain/rejections.ts";
import { type RotaCells, readRotaRow, rotaColumns } from "../domain/shift/read-rota-row.ts";
import { removeShiftsOf } from "../domain/shift/remove-shift.ts";
import { rulesMomentOf } from "../domain/shift/shift-windows.ts";
import type { PutStaff } from "../domain/staff/put-staff.ts";
import { readStaffRow, type StaffCells, staffColumns } from "../domain/staff/read-staff-row.ts";
import type { Staff, StaffFact } from "../domain/staff/staff.ts";
import type { EnterShiftAt } from "./rota.ts";
import { leaders } from "./rota-views.ts";
import type { PutStaffAt } from "./staff.ts";

/** What taking files needs. */
export type FileDesk = {
  readonly now: () => string;
  readonly putStaff: PutStaffAt;
  readonly enterShift: EnterShiftAt;
  readonly handleStaff: Handle<Staff, StaffFact>;
  member(staffId: string): Promise<Staff>;
  zoneOf(propertyId: string): Promise<string | undefined>;
  teamsOf(propertyId: string): Promise<readonly TeamData[]>;
  /** Whom each staff number of a property names. */
  numbersOf(propertyId: string): Promise<Map<string, string>>;
  patterns(): Promise<PolicySet<ShiftPatterns>>;
};

/** So many at once of one person, into whichever properties; their bodies are read as they come. */
const files = { takesFiles: true, atOnce: 6 } as const;
const largestBytes = 20 * 1024 * 1024;

/** A person as a file may describe them, from what is known. */
const asDescribed = (staff: Staff): PutStaff | undefined => {
  if (staff.status === "unknown") return undefined;
  const { onDuty, onDutySince, employed, substituteId, absentUntil, updatedAt, ...described } = staff.data;
  return described;
};

/** The id of somebody new: the property's name and their number, where an id can hold it and nobody else has it. */
const newIdOf = async (desk: FileDesk, home: string, number: string): Promise<string> => {
  const readable = `stf_${home.slice(4)}_${number}`;
  const isFree =
    /^stf_[A-Za-z0-9_-]{1,64}$/.test(readable) && (await desk.member(readable)).status === "unknown";
  return isFree ? readable : nameOf("stf", home, number);
};

const staffTaker = async (
  desk: FileDesk,
  home: string,
  command: Command,
): Promise<TakeRow<keyof StaffCells>> => {
  const [teams, numbers] = await Promise.all([desk.teamsOf(home), desk.numbersOf(home)]);
  const seen = seenOnce();
  return async (cells) => {
    const { staffId: given = "" } = cells;
    const staffNumber = numberIn(cells.staffNumber);
    if (seen(staffNumber)) return [repeated("staffNumber")];
    if (seen(given)) return [repeated("staffId")];
    const staffId = given || numbers.get(staffNumber) || (await newIdOf(desk, home, staffNumber));
    const before = asDescribed(await desk.member(staffId));
    const read = readStaffRow(cells, { propertyId: home, staffId, teams, numbers, before });
    if ("errors" in read) return read.errors;
    const { staffId: id, ...body } = read.row;
    const { facts } = await desk.putStaff(id, command, body);
    numbers.set(staffNumber, id);
    return facts.length > 0;
  };
};

const rotaTaker = async (
  desk: FileDesk,
  { home, order }: { readonly home: string; readonly order: () => DateOrder | undefined },
  command: Command,
): Promise<TakeRow<keyof RotaCells>> => {
  const [teams, numbers, policySet, timeZone] = await Promise.all([
    desk.teamsOf(home),
    desk.numbersOf(home),
    desk.patterns(),
    desk.zoneOf(home),
  ]);
  const patternsOn = (date: string | undefined) => {
    const now = desk.now();
    return policySet.inForce(home, date === undefined ? now : rulesMomentOf(date, now, timeZone)).body
      .patterns;
  };
  const seen = seenOnce();
  return async (cells) => {
    const read = readRotaRow(cells, { numbers, teams, patternsOn, order: order() });
    if ("errors" in read) return read.errors;
    const { staffId, date, work } = read.row;
    const shiftId = nameOf("shi", home, staffId, date);
    if (seen(shiftId)) return [repeated("date")];
    if (work !== "off") {
      const shift = { ...work, staffId, shiftId, propertyId: home, date };
      return (await desk.enterShift(command, shift)).facts.length > 0;
    }
    const { facts } = await desk.handleStaff(staffId, command, (staff, now) =>
      removeShiftsOf({ propertyId: home, date }, staff, now),
    );
    return facts.length > 0;
  };
};

/** Whether a name stood in the file before. */
const seenOnce = () => {
  const names = new Set<string>();
  return (name: string): boolean => {
    const isSeen = name !== "" && names.has(name);
    names.add(name);
    return isSeen;
  };
};

/** A file says each thing once: of two rows nobody knows which one is meant. */
const repeated = (field: string) => ({
  field,
  message: {
    en: "stands in an earlier row of this file already",
    "zh-CN": "在本文件前面的行中已经出现过",
  },
});

const requireProperty = async (desk: FileDesk, person: Person, home: string): Promise<void> => {
  if (!maySee(person, home) || (await desk.zoneOf(home)) === undefined) throw propertyNotFound();
};

const querystring = z.object({ propertyId });
const tags = ["imports"];
const description =
  "text/csv, UTF-8 with or without mark, or GB18030; header in English or Chinese; up to 20 MB, read as it comes. Good rows go in, bad ones are reported with line and column. Safe to repeat.";

/** One command a row: under one command id the second row would look like a repeat of the first. */
const rowCommand = ({ person, cause }: Command): Command => ({
  person,
  cause: { actor: cause.actor, correlationId: cause.correlationId },
});

/**
 * Reads the file to the end, or drops the rest of it, so that its sender hears the answer and not a broken pipe. One
 * that is too large may never end: it is cut off behind the answer.
 */
const reading = async (
  stream: Readable,
  reply: { header(name: string, value: string): unknown },
  read: () => Promise<FileReport>,
): Promise<FileReport> => {
  try {
    return await read();
  } catch (error) {
    if ((error as { statusCode?: unknown }).statusCode === 413) reply.header("connection", "close");
    else stream.resume();
    throw error;
  }
};

const fileRoutes = (scope: App, desk: FileDesk): void => {
  const inSlot = importSlots();
  scope.post(
    "/v1/imports/staff.csv",
    {
      bodyLimit: largestBytes,
      config: { allow: ["manager"], ...files },
      schema: {
        summary: "Take over staff from a file",
        description,
        tags,
        consumes: ["text/csv"],
        querystring,
        response: { 200: fileReport },
      },
    },
    async (request, reply) => {
      const command = rowCommand(commandOf(request));
      const stream = fileIn(request);
      return reading(stream, reply, () =>
        inSlot(request.query.propertyId, async () => {
          await requireProperty(desk, command.person, request.query.propertyId);
          const file = await openCsv(bytesOf(stream, largestBytes), staffColumns);
          const take = await staffTaker(desk, request.query.propertyId, command);
          // Supervisors stand above those who report to them, so rows are taken one after the other.
          return takeRows(file, take, () => "");
        }),
      );
    },
  );
  scope.post(
    "/v1/imports/rota.csv",
    {
      bodyLimit: largestBytes,
      config: { ...leaders, ...files },
      schema: {
        summary: "Take over shifts from a file",
        description,
        tags,
        consumes: ["text/csv"],
        querystring,
        response: { 200: fileReport },
      },
    },
    async (request, reply) => {
      const command = rowCommand(commandOf(request));
      const stream = fileIn(request);
      return reading(stream, reply, () =>
        inSlot(request.query.propertyId, async () => {
          await requireProperty(desk, command.person, request.query.propertyId);
          const file = await openCsv(bytesOf(stream, largestBytes), rotaColumns);
          const { order } = file;
          const take = await rotaTaker(desk, { home: request.query.propertyId, order }, command);
          return takeRows(file, take, ({ staffNumber }) => numberIn(staffNumber));
        }),
      );
    },
  );
};

/** Staff and shifts from files. A scope of its own: files come as streams here, and are refused everywhere else. */
export const csvImportRoutes =
  (desk: FileDesk): Routes =>
  (app) => {
    void app.register(async (scope: App) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("text/csv", (_request, payload, done) => done(null, payload));
      fileRoutes(scope, desk);
    });
  };
