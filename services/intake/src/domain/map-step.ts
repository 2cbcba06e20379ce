import { pastMoment } from "@shouwen/contracts/given-moment";
import { isRounded, wholeNumber } from "@shouwen/service-kit/file-cells";
import type { Told } from "@shouwen/service-kit/file-language";
import { z } from "zod";
import { type Compiling, compileField, type Read } from "./compile-field.ts";
import { missing, unknownActivity } from "./complaints.ts";
import { errorsOf, type Import, type RowError } from "./map-row.ts";
import type { ColumnsAreSteps, Mapping, RowsAreSteps, StepKind } from "./mapping.ts";
import type { PastStep } from "./receive-request.ts";

/** A row of an event log as a step of a record, or what is wrong with it. */
export type MappedStep =
  | { readonly externalId: string; readonly step: PastStep }
  | { readonly errors: readonly RowError[] };

const name = z.string().max(120).nullable();

const draft = z.object({
  externalId: z
    .string()
    .max(120)
    .refine((text) => !isRounded(text)),
  activity: z.string().max(500),
  at: pastMoment.nullable(),
  who: name,
  team: name,
  line: z.string().max(40).nullable(),
});

type Life = RowsAreSteps | ColumnsAreSteps;

const compilingOf = (mapping: Mapping, header: readonly string[], about: Import): Compiling => ({
  positions: new Map(header.map((one, index) => [one, index])),
  mapping,
  timeZone: mapping.timeZone ?? about.timeZone,
  ...(about.order ? { order: about.order } : {}),
});

const column = (of: string | undefined, compiling: Compiling): Read =>
  of === undefined ? () => null : compileField({ column: of, ignore: [] }, compiling);

/** Who, which team and which line, as the columns beside a step say. */
const besides = ({ who, team, line }: Pick<RowsAreSteps, "who" | "team" | "line">, compiling: Compiling) => {
  const [readWho, readTeam, readLine] = [
    column(who, compiling),
    column(team, compiling),
    column(line, compiling),
  ];
  return (values: readonly string[]) => ({
    who: readWho(values),
    team: readTeam(values),
    line: readLine(values),
  });
};

type Said = { readonly did: StepKind; readonly at: string; readonly note: string | null } & ReturnType<
  ReturnType<typeof besides>
>;

/** A move from hand to hand is told beside what was done, so that whoever does not know of moves reads a note. */
const stepOf = ({ did, at, note, who, team, line }: Said): PastStep => ({
  ...(did === "queued" || did === "assigned" ? { did: "noted", moved: did } : { did }),
  at,
  who,
  note,
  ...(team === null ? {} : { team }),
  ...(line === null ? {} : { line }),
});

const timeless: Told = { en: "a step has a time", "zh-CN": "每个步骤必须有时间" };

/** Prepares an event log's mapping for the header of one file. Throws where the mapping is of no event log. */
export const stepReader = (
  mapping: Mapping,
  header: readonly string[],
  about: Import,
): ((values: readonly string[]) => MappedStep) => {
  const { fields } = mapping;
  const life = mapping.life as Life | undefined;
  if (!life || "steps" in life || !fields.externalId)
    throw new Error(`The mapping ${mapping.name} is of no event log`);
  const compiling = compilingOf(mapping, header, about);
  const externalId = compileField(fields.externalId, compiling);
  const [activity, at] = [column(life.activity, compiling), compileField(life.when, compiling)];
  const beside = besides(life, compiling);
  const known = new Map(Object.entries(life.did));
  const language = about.language ?? "en";
  return (values) => {
    const id = externalId(values);
    const read = {
      externalId: id === null ? null : wholeNumber(id),
      activity: activity(values),
      at: at(values),
      ...beside(values),
    };
    const { success, data, error } = draft.safeParse(read);
    if (!success) return { errors: errorsOf(error, read, about) };
    const did = known.get(data.activity);
    if (!did)
      return {
        errors: [{ field: "activity", message: unknownActivity(data.activity, [...known.keys()])[language] }],
      };
    if (data.at === null) return { errors: [{ field: "at", message: missing(timeless)[language] }] };
    const note = did === "noted" ? data.activity : null;
    return { externalId: data.externalId, step: stepOf({ ...data, did, at: data.at, note }) };
  };
};

const stepInColumns = draft.pick({ at: true, who: true, team: true, line: true });

/** Prepares a mapping whose rows have their steps in columns: the steps of a row that were taken, oldest first. */
export const stepsReader = (
  mapping: Mapping,
  header: readonly string[],
  about: Import,
): ((values: readonly string[]) => { steps: PastStep[] } | { errors: RowError[] }) => {
  const life = mapping.life as Life | undefined;
  if (!life || !("steps" in life)) throw new Error(`The mapping ${mapping.name} has no steps in columns`);
  const compiling = compilingOf(mapping, header, about);
  const readers = life.steps.map(({ did, when, ...columns }) => ({
    did,
    at: compileField(when, compiling),
    beside: besides(columns, compiling),
  }));
  return (values) => {
    const steps: PastStep[] = [];
    for (const { did, at, beside } of readers) {
      const read = { at: at(values), ...beside(values) };
      if (read.at === null) continue;
      const { success, data, error } = stepInColumns.safeParse(read);
      if (!success) return { errors: errorsOf(error, read, about) };
      steps.push(stepOf({ ...data, did, at: read.at, note: null }));
    }
    return { steps: steps.toSorted(byTime) };
  };
};

/** Oldest first; what was at one moment stays in the order in which it was told. */
const byTime = (a: PastStep, b: PastStep): number => Date.parse(a.at) - Date.parse(b.at);
