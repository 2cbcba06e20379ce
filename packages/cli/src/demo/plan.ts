import type { Channel, Kind } from "@shouwen/contracts/values";
import type { House } from "./cast.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { type Customer, customerOf } from "./customers.ts";
import { estateRequests } from "./estate-requests.ts";
import { hotelRequests } from "./hotel-requests.ts";
import { answers, workNotes } from "./sayings.ts";
import { kindShares, type TypicalRequest } from "./typical-requests.ts";

/** How one dial goes. */
export type Dial =
  | {
      readonly disposition: "answered";
      readonly outcome: "satisfied" | "dissatisfied";
      readonly rating: number;
      readonly words?: string;
    }
  | { readonly disposition: "refused"; readonly words: string }
  | { readonly disposition: "reschedule"; readonly inMs: number }
  | { readonly disposition: "no_answer" | "busy" | "voicemail" | "wrong_number" };

/** How the work goes from the queue to its resolution. A reopened ticket goes through the next round. */
export type Round = {
  /** From an offer to the answer. */
  readonly reactMs: number;
  readonly workMs: number;
  /** So many people let the offer run out. */
  readonly ignoredOffers: number;
  readonly declines: boolean;
  /** Nobody answers until the customer's response promise is broken. */
  readonly answersLate: boolean;
  readonly pause: {
    readonly reason: "customer" | "parts" | "third_party" | "do_not_disturb";
    readonly ms: number;
  } | null;
  readonly handsOver: boolean;
  readonly ownerHandsOver: boolean;
  readonly note: string;
};

/** The whole life of one request, decided beforehand; only its timing is real. */
export type Plan = {
  readonly number: number;
  /** How many times faster than on a usual day everybody is. */
  readonly pace: number;
  readonly house: House;
  readonly channel: Channel;
  /** The agent who takes it down; null where customers write themselves. */
  readonly takenBy: string | null;
  readonly kind: Kind;
  readonly category: string;
  readonly text: string;
  readonly place: string;
  readonly customer: Customer;
  /** The agent settles it while the customer is still there. */
  readonly settledAtOnce: boolean;
  /** Writes that word back to the first message. */
  readonly optsOutWith: string | null;
  readonly rounds: readonly Round[];
  /** The dials of each resolution's callback; null: nobody calls, and it expires. */
  readonly calls: readonly (readonly Dial[] | null)[];
};

const channelShares: readonly (readonly [weight: number, channel: Channel])[] = [
  [34, "phone"],
  [12, "walk_in"],
  [14, "app"],
  [10, "wechat"],
  [9, "email"],
  [8, "web_form"],
  [6, "sms"],
  [3, "wecom"],
  [2, "ota_review"],
  [2, "staff_patrol"],
];

const staffed: readonly Channel[] = ["phone", "walk_in", "wecom", "staff_patrol"];

const inWords = (house: House, customer: Customer, [zh, en]: readonly [string, string]): string =>
  customer.language === "en" || house.language === "en" ? en : zh;

const placeOf = (chance: Chance, house: House, { at }: TypicalRequest): string => {
  if (house.isEstate) {
    const block = `${chance.between(1, 12)}栋`;
    return at === "public" ? block : `${block}${chance.between(1, 28)}0${chance.between(1, 6)}`;
  }
  if (at === "public")
    return chance.oneOf(house.language === "en" ? ["Lobby", "Pool", "Restaurant"] : ["大堂", "泳池", "餐厅"]);
  return `${chance.between(2, 18)}${String(chance.between(1, 24)).padStart(2, "0")}`;
};

const requestOf = (chance: Chance, house: House): TypicalRequest => {
  const all = house.isEstate ? estateRequests : hotelRequests;
  const kind = chance.weighed(kindShares);
  const ofKind = all.filter((request) => request.kind === kind);
  return chance.oneOf(ofKind.length > 0 ? ofKind : all);
};

const pauseReasons = ["customer", "parts", "third_party", "do_not_disturb"] as const;

const roundOf = (chance: Chance, note: string): Round => {
  const isLate = chance.percent(4);
  return {
    reactMs: chance.between(100, 1_200),
    workMs: isLate ? chance.between(41_000, 45_000) : chance.between(1_000, 5_000),
    ignoredOffers: chance.percent(6) ? 1 : 0,
    declines: chance.percent(4),
    answersLate: !isLate && chance.percent(2),
    pause: chance.percent(12)
      ? { reason: chance.oneOf(pauseReasons), ms: chance.between(2_000, 4_000) }
      : null,
    handsOver: chance.percent(6),
    ownerHandsOver: chance.percent(3),
    note,
  };
};

const again = (note: string, chance: Chance): Round => ({
  ...roundOf(chance, note),
  workMs: chance.between(1_000, 4_000),
  ignoredOffers: 0,
  declines: false,
  answersLate: false,
  pause: null,
});

type Say = (what: keyof typeof answers) => string;

const satisfied = (chance: Chance, say: Say): Dial => ({
  disposition: "answered",
  outcome: "satisfied",
  rating: chance.weighed([
    [12, 5],
    [6, 4],
    [1, 3],
  ]),
  ...(chance.percent(40) ? { words: say("satisfied") } : {}),
});

const dissatisfied = (chance: Chance, say: Say): Dial => ({
  disposition: "answered",
  outcome: "dissatisfied",
  rating: chance.between(1, 2),
  words: say("dissatisfied"),
});

const vain = ["no_answer", "busy", "voicemail"] as const;

const firstCall = (chance: Chance, say: Say): readonly Dial[] | null => {
  const inVain = (): Dial => ({ disposition: chance.oneOf(vain) });
  const good = () => satisfied(chance, say);
  return chance.weighed<() => readonly Dial[] | null>([
    [57, () => [good()]],
    [10, () => [inVain(), good()]],
    [4, () => [inVain(), inVain(), good()]],
    [5, () => [{ disposition: "reschedule", inMs: chance.between(2_000, 4_000) }, good()]],
    [9, () => [dissatisfied(chance, say)]],
    [2, () => [inVain(), dissatisfied(chance, say)]],
    [5, () => [inVain(), inVain(), inVain()]],
    [3, () => [{ disposition: "wrong_number" }]],
    [3, () => [{ disposition: "refused", words: say("refused") }]],
    [2, () => null],
  ])();
};

/** After a second "no" everybody is careful: the third time it is right. */
const callsOf = (chance: Chance, say: Say): (readonly Dial[] | null)[] => [
  firstCall(chance, say),
  [chance.percent(12) ? dissatisfied(chance, say) : satisfied(chance, say)],
  [satisfied(chance, say)],
];

const optOutWords = ["退订", "TD", "STOP"] as const;

/** Plans one request of a crew. The same seed, number and houses give the same plan. */
export const planOf = (seed: number, number: number, houses: readonly House[]): Plan => {
  const chance = chanceOf(seed, number);
  const house = chance.oneOf(houses);
  const channel = chance.weighed(channelShares);
  const request = requestOf(chance, house);
  const language = chance.percent(house.language === "en" ? 60 : 12) ? "en" : "zh-CN";
  const customer = customerOf(chance, { channel, language, countryCode: house.countryCode });
  const takenBy = staffed.includes(channel) ? chance.oneOf(house.agents).staffId : null;
  const simple = ["inquiry", "praise", "suggestion"].includes(request.kind);
  const say: Say = (what) => inWords(house, customer, chance.oneOf(answers[what]));
  const note = inWords(house, customer, chance.oneOf(workNotes));
  return {
    number,
    pace: 1,
    house,
    channel,
    takenBy,
    kind: request.kind,
    category: request.category,
    text: language === "en" ? request.en : request.zh,
    place: placeOf(chance, house, request),
    customer,
    settledAtOnce: simple && takenBy !== null && chance.percent(50),
    optsOutWith: customer.contact?.is === "phone" && chance.percent(3) ? chance.oneOf(optOutWords) : null,
    rounds: [roundOf(chance, note), again(note, chance)],
    calls: callsOf(chance, say),
  };
};

/** The same life, so many times faster. */
export const atPace = (plan: Plan, pace: number): Plan => ({
  ...plan,
  pace,
  rounds: plan.rounds.map((round) => ({
    ...round,
    reactMs: round.reactMs / pace,
    workMs: round.workMs / pace,
    pause: round.pause && { ...round.pause, ms: round.pause.ms / pace },
  })),
  calls: plan.calls.map(
    (dials) =>
      dials?.map((dial) =>
        dial.disposition === "reschedule" ? { ...dial, inMs: Math.round(dial.inMs / pace) } : dial,
      ) ?? null,
  ),
});
