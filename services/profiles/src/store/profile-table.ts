import type { AggregateDefinition, WantedTimer } from "@shouwen/event-bus/aggregate-store";
import { evolveProfile, type Profile, unknownProfile } from "../domain/profile.ts";

const finishAfterMs = 5_000;

/** An erasure finishes within the request that asks for it; where that died in between, this goes on with it. */
const finishing = (since: string): WantedTimer => ({
  name: "finish_erasure",
  kind: "finish_erasure",
  fireAt: new Date(Date.parse(since) + finishAfterMs).toISOString(),
});

const propertyIdsOf = (profile: Profile): readonly string[] => {
  if (profile.status === "unknown") return [];
  return profile.status === "known" ? profile.data.propertyIds : profile.propertyIds;
};

export const profileTable: AggregateDefinition<Profile> = {
  table: "profile",
  columns: { status: "text", property_ids: "text[]", contact_indexes: "text[]" },
  initial: unknownProfile,
  evolve: evolveProfile,
  factsSaid: ({ facts }) => facts,
  row: (profile) => ({
    status: profile.status,
    property_ids: propertyIdsOf(profile),
    contact_indexes: profile.status === "known" ? profile.contactIndexes : [],
  }),
  timers: (profile) => (profile.status === "erasing" ? [finishing(profile.since)] : []),
};
