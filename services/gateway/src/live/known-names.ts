import type { DataOf } from "@shouwen/contracts/define-event";
import { ticketOpened } from "@shouwen/contracts/events/ticket";
import { propertyState, staffState, teamState } from "@shouwen/contracts/events/workforce";
import { ownValue } from "@shouwen/contracts/own-value";
import type { Message } from "@shouwen/event-bus/message";
import { LRUCache } from "lru-cache";
import { type Both, both, type Names } from "../domain/both.ts";

/** Names of staff, teams and properties, as workforce says them on its state topics, and what people call tickets. */
export type KnownNames = Names & {
  hear(message: Message): void;
  /** The number of a ticket that was opened lately. */
  ticket(ticketId: string): string | undefined;
  /** Every property, by its Chinese name. */
  properties(): { propertyId: string; zh: string; en: string }[];
};

const mostNumbers = 20_000;

type Named = { readonly name: Both; readonly updatedAt: string };

/** Opens an empty book of names. Of two states of one thing the later one counts, whichever is heard last. */
export const openNames = (): KnownNames => {
  const names = {
    staff: new Map<string, Named>(),
    team: new Map<string, Named>(),
    property: new Map<string, Named>(),
  };
  const numbers = new LRUCache<string, string>({ max: mostNumbers });
  const number = ({ ticketId, number: called }: DataOf<typeof ticketOpened>) => {
    if (called !== undefined) numbers.set(ticketId, called);
  };
  const write = (known: Map<string, Named>, key: string, named: Named | null) => {
    if (named === null) known.delete(key);
    else if ((known.get(key)?.updatedAt ?? "") <= named.updatedAt) known.set(key, named);
  };
  const hearers: Readonly<Record<string, (key: string, data: unknown) => void>> = {
    [staffState.type]: (key, data) =>
      write(names.staff, key, data === null ? null : staffName(data as StaffState)),
    [teamState.type]: (key, data) =>
      write(names.team, key, data === null ? null : plainName(data as PlainState)),
    [propertyState.type]: (key, data) =>
      write(names.property, key, data === null ? null : plainName(data as PlainState)),
    [ticketOpened.type]: (_key, data) => number(data as DataOf<typeof ticketOpened>),
  };
  return {
    ticket: (ticketId) => numbers.get(ticketId),
    hear: ({ envelope, key, data }) => ownValue(hearers, envelope.type)?.(key, data),
    staff: (id) => (id === null ? undefined : names.staff.get(id)?.name),
    team: (id) => names.team.get(id)?.name,
    property: (id) => names.property.get(id)?.name,
    properties: () =>
      [...names.property]
        .map(([propertyId, { name }]) => ({ propertyId, ...name }))
        .toSorted((a, b) => a.zh.localeCompare(b.zh, "zh")),
  };
};

type StaffState = DataOf<typeof staffState>;
type PlainState = Pick<DataOf<typeof teamState>, "name" | "nameEn" | "updatedAt">;

const staffName = ({ name, nameEn, staffNumber, updatedAt }: StaffState): Named => ({
  name: both(`${name}（${staffNumber}）`, `${nameEn} (${staffNumber})`),
  updatedAt,
});

const plainName = ({ name, nameEn, updatedAt }: PlainState): Named => ({
  name: both(name, nameEn),
  updatedAt,
});
