import { requestReceived } from "@shouwen/contracts/events/request";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { reaction } from "@shouwen/event-bus/reaction";
import type { Profile } from "../domain/profile.ts";
import { registerProfile } from "../domain/register-profile.ts";

/** Unseals contacts and answers the index of each; of an erased person none. */
type IndexesOf = (sealed: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Whoever asks is known from then on, under the id that intake minted. Who cannot be named is nobody's profile. */
export const registerProfileOnRequestReceived = (profiles: AggregateStore<Profile>, indexesOf: IndexesOf) =>
  reaction({
    name: "register-profile-on-request-received",
    on: [requestReceived],
    store: profiles,
    target: ({ data }) => data.profileId ?? undefined,
    context: (heard) =>
      indexesOf(heard.flatMap(({ data }) => (data.profileId && data.contact ? [data.contact] : []))),
    decide: ({ data }, profile, { context, now }) =>
      data.profileId === null
        ? []
        : registerProfile(
            {
              ...data,
              profileId: data.profileId,
              contactIndex: data.contact === null ? null : (context.get(data.contact) ?? null),
            },
            profile,
            now,
          ),
  });
