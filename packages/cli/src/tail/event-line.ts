import { eventOfType, events } from "@shouwen/contracts/catalogue";
import { bold, dim, green, red, yellow } from "#bin/terminal.mjs";

/** What is shown of an event. */
export type ToldEvent = {
  readonly type: string;
  readonly time: string;
  readonly key: string;
  /** 1 for the first event of its key. */
  readonly aggseq: number;
  readonly data: Readonly<Record<string, unknown>> | null;
};

/** The fields that say most, in the order in which they are shown. Sealed and long ones are never. */
const telling = [
  "target",
  "reason",
  "disposition",
  "outcome",
  "status",
  "kind",
  "category",
  "priority",
  "channel",
  "purpose",
  "ownerId",
  "fromStaffId",
  "toStaffId",
  "handlerId",
  "staffId",
  "teamId",
  "level",
  "lateMs",
  "attempt",
  "attempts",
  "resolution",
  "reopening",
  "rating",
  "points",
  "account",
  "ruleId",
  "template",
  "provider",
  "scope",
  "version",
  "tier",
  "nameEn",
  "onDuty",
  "summary",
  "acceptBy",
  "dueAt",
  "nextDueAt",
  "expiresAt",
  "until",
  "closesAt",
  "by",
] as const;

const MOST_FIELDS = 7;
const LONGEST_VALUE = 60;

const isMoment = (text: string): boolean => /^\d{4}-\d\d-\d\dT/.test(text);

const clock = (moment: string): string => new Date(moment).toTimeString().slice(0, 8);

const shown = (value: unknown): string | undefined => {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string" || value === "") return undefined;
  if (isMoment(value)) return clock(value);
  return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE - 1)}…` : value;
};

const definitionsOf = Map.groupBy(events, ({ topic }) => topic);

/**
 * Whether a field says what the thing is, as most events of the topic repeat it, and not what happened to it. A field
 * that an event defines anew, such as the handler of an acceptance, is what happened.
 */
const isRepeated = (type: string, field: string): boolean => {
  const definition = eventOfType(type);
  const siblings = definitionsOf.get(definition?.topic ?? "") ?? [];
  const schema = definition?.data.shape[field];
  if (schema === undefined || siblings.length < 3) return false;
  const sharing = siblings.filter(({ data }) => data.shape[field] === schema);
  return sharing.length > siblings.length / 2;
};

/** The most telling fields of an event's data as `name=value`, the property first; what it is, in the first alone. */
export const tellingFields = ({ type, data, key, aggseq }: Omit<ToldEvent, "time">): string[] => {
  if (data === null) return ["gone"];
  const fields = telling.flatMap((name) => {
    const value = shown(data[name]);
    const isNews = aggseq === 1 || !isRepeated(type, name);
    return value === undefined || data[name] === key || !isNews ? [] : [`${name}=${value}`];
  });
  const property = shown(data.propertyId);
  const first = property === undefined || property === key ? [] : [property];
  return [...first, ...fields.slice(0, MOST_FIELDS)];
};

const alarming = /breached|failed|refused|unknown|escalated|dissatisfied|expired|reversed|erased/;
const cheering = /met|closed|delivered|completed|satisfied|posted|came_on_duty/;

const paintType = (event: ToldEvent, text: string): string => {
  const about = `${event.type} ${event.data?.outcome ?? ""}`;
  if (alarming.test(about)) return red(text);
  if (cheering.test(about)) return green(text);
  return bold(text);
};

const TYPE_COLUMNS = 30;

/** One event in one line: local time, type, key, telling fields. */
export const eventLine = (event: ToldEvent): string => {
  const type = paintType(event, event.type.padEnd(TYPE_COLUMNS));
  const time = `${clock(event.time)}.${new Date(event.time).toISOString().slice(20, 23)}`;
  return `${dim(time)} ${type} ${yellow(event.key)}  ${tellingFields(event).join(dim(" · "))}`;
};
