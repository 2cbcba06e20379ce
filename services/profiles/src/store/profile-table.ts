import type { AggregateDefinition, WantedTimer } from "@shouwen/event-bus/aggregate-store";
import { erasureDueAt } from "../domain/erase-profile.ts";
import { evolveProfile, type Profile, propertyIdsOf, unknownProfile } from "../domain/profile.ts";

const timersOf = (profile: Profile): WantedTimer[] => {
  const dueAt = erasureDueAt(profile);
  if (dueAt !== undefined) return [{ name: "begin_erasure", kind: "begin_erasure", fireAt: dueAt }];
  return profile.status === "erasing"
    ? [{ name: "finish_erasure", kind: "finish_erasure", fireAt: profile.since }]
    : [];
};

export const profileTable: AggregateDefinition<Profile> = {
  table: "profile",
  columns: {
    status: "text",
    property_ids: "text[]",
    contact_indexes: "text[]",
    erase_at: "timestamptz",
  },
  initial: unknownProfile,
  evolve: evolveProfile,
  factsSaid: ({ facts }) => facts,
  row: (profile) => ({
    status: profile.status,
    property_ids: propertyIdsOf(profile),
    contact_indexes: profile.status === "known" ? profile.contactIndexes : [],
    erase_at: profile.status === "known" ? (profile.erasure?.eraseAt ?? null) : null,
  }),
  timers: timersOf,
};
