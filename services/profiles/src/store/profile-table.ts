import { aggregate } from "@shouwen/event-bus/aggregate";
import type { WantedTimer } from "@shouwen/event-bus/aggregate-store";
import type { AuditEntry } from "@shouwen/event-bus/saving";
import { erasureDueAt } from "../domain/erase-profile.ts";
import {
  evolveProfile,
  type Profile,
  type ProfileFact,
  propertyIdsOf,
  unknownProfile,
} from "../domain/profile.ts";
import { type ProfileRow, tables } from "./generated/tables.ts";

const timersOf = (profile: Profile): WantedTimer[] => {
  const dueAt = erasureDueAt(profile);
  if (dueAt !== undefined) return [{ name: "begin_erasure", kind: "begin_erasure", fireAt: dueAt }];
  return profile.status === "erasing"
    ? [{ name: "finish_erasure", kind: "finish_erasure", fireAt: profile.since }]
    : [];
};

/** Each step of an erasure, with the masked reason where one is given. */
const audited = (fact: ProfileFact): AuditEntry | undefined => {
  const { type, data } = fact;
  switch (type) {
    case "profile.erasure_reason_given":
      return { action: "profile.erasure_request", detail: data };
    case "profile.erasure_confirmed":
      return { action: "profile.erasure_confirm", detail: {} };
    case "profile.erasure_withdrawal_reason_given":
      return { action: "profile.erasure_withdraw", detail: data };
    default:
      return undefined;
  }
};

export const profileTable = aggregate({
  table: tables.profile,
  initial: unknownProfile,
  evolve: evolveProfile,
  publishedFacts: ({ facts }) => facts,
  row: (profile): ProfileRow => ({
    status: profile.status,
    propertyIds: propertyIdsOf(profile),
    contactIndexes: profile.status === "known" ? profile.contactIndexes : [],
    eraseAt: profile.status === "known" ? (profile.erasure?.eraseAt ?? null) : null,
  }),
  timers: timersOf,
  audit: audited,
});
