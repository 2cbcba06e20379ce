import { type Answer, bodyOf, type Call, type Client } from "../platform/http-client.ts";
import type { TokenFor } from "../platform/person-tokens.ts";
import type { Person } from "../stack/issuer.ts";

/** What somebody of the cast asks of the platform. */
export type Deed = Omit<Call, "token">;

/** Acts as anybody of the cast, over HTTP and in no other way. */
export type People = {
  /** Answers whatever the platform said. */
  say(person: Person, deed: Deed): Promise<Answer>;
  /** Answers the body, or throws what the platform said against it. */
  ask(person: Person, deed: Deed): Promise<unknown>;
};

export const createPeople = (client: Client, tokenFor: TokenFor): People => {
  const say = async (person: Person, deed: Deed): Promise<Answer> =>
    client({ ...deed, token: await tokenFor(person) });
  return {
    say,
    ask: async (person, deed) => bodyOf({ ...deed, token: "" }, await say(person, deed)),
  };
};

/** Sees the whole group: who watches the board. */
export const groupAdmin: Person = {
  staffId: "stf_group_admin",
  name: "集团管理员 Group Administrator",
  roles: ["admin"],
  properties: ["*"],
};

/** The machine behind the app, the web form and the mailbox. */
export const selfService: Person = {
  staffId: "stf_demo_self_service",
  name: "Self-service channels",
  roles: ["integrator"],
  properties: ["*"],
};
