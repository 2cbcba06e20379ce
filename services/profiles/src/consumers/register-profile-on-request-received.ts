import type { DataOf } from "@shouwen/contracts/define-event";
import { requestReceived } from "@shouwen/contracts/events/request";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { reaction } from "@shouwen/event-bus/reaction";
import type { Profile, ProfileFact } from "../domain/profile.ts";
import { registerProfile } from "../domain/register-profile.ts";

/** Unseals contacts and answers the index of each; of an erased person none. */
type IndexesOf = (sealed: readonly string[]) => Promise<ReadonlyMap<string, string>>;

type Sources = {
  readonly indexesOf: IndexesOf;
  /** Which of these requests have a key of their own. */
  haveKeys(requestIds: readonly string[]): Promise<ReadonlySet<string>>;
};

type Asked = Pick<DataOf<typeof requestReceived>, "requestId" | "profileId" | "channel">;

/** What a stranger writes over these is sealed before anybody knows that they are a customer. */
const isWrittenToUs = ({ profileId, channel }: Asked): boolean =>
  profileId !== null && (channel === "sms" || channel === "email");

/** Whoever asks is known from then on, under the id that intake minted. Who cannot be named is nobody's profile. */
export const registerProfileOnRequestReceived = (
  profiles: AggregateStore<Profile, ProfileFact>,
  { indexesOf, haveKeys }: Sources,
) =>
  reaction({
    name: "register-profile-on-request-received",
    on: [requestReceived],
    store: profiles,
    target: ({ data }) => data.profileId ?? undefined,
    context: async (heard) => {
      const [indexes, ownKeys] = await Promise.all([
        indexesOf(heard.flatMap(({ data }) => (data.profileId && data.contact ? [data.contact] : []))),
        haveKeys(heard.flatMap(({ data }) => (isWrittenToUs(data) ? [data.requestId] : []))),
      ]);
      return { indexes, ownKeys };
    },
    decide: ({ data }, profile, { context, now }) =>
      data.profileId === null
        ? []
        : registerProfile(
            {
              ...data,
              profileId: data.profileId,
              contactIndex: data.contact === null ? null : (context.indexes.get(data.contact) ?? null),
              hasOwnKey: context.ownKeys.has(data.requestId),
            },
            profile,
            now,
          ),
  });
