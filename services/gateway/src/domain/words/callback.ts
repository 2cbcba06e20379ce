import {
  callbackAttempted,
  callbackCompleted,
  callbackExpired,
  callbackRescheduled,
  callbackScheduled,
} from "@shouwen/contracts/events/callback";
import { both } from "../both.ts";
import { dispositions, term } from "../terms.ts";
import { minor, said, type Wording, who, wordsFor } from "./said.ts";

const stars = (rating: number | null) =>
  rating === null ? both("", "") : both(`（${rating} 分）`, ` (${rating} of 5)`);

/** Asking the customer. */
export const callbackWords: readonly [string, Wording][] = [
  wordsFor(callbackScheduled, () => minor("已安排回访", "A callback is planned")),
  wordsFor(callbackAttempted, ({ by, disposition }, names) => {
    const caller = who(names, by);
    const how = term(dispositions, disposition);
    return said(`${caller.zh}回访客户：${how.zh}`, `${caller.en} called the customer: ${how.en}`);
  }),
  wordsFor(callbackRescheduled, ({ wishedByCustomer }) =>
    wishedByCustomer
      ? said("按客户意愿改期回访", "The customer chose another time for the callback")
      : minor("回访改期", "The callback was moved"),
  ),
  wordsFor(callbackCompleted, ({ outcome, rating }) => {
    const mark = stars(rating);
    switch (outcome) {
      case "satisfied":
        return said(`回访：客户满意${mark.zh}`, `The customer is satisfied${mark.en}`, "good");
      case "dissatisfied":
        return said(`回访：客户不满意${mark.zh}`, `The customer is not satisfied${mark.en}`, "bad");
      case "unreachable":
        return said("回访结束：联系不上客户", "The customer could not be reached", "warn");
      case "refused":
        return said("回访结束：客户不愿接受回访", "The customer did not want to be asked");
    }
  }),
  wordsFor(callbackExpired, ({ attempts }) =>
    attempts === 0
      ? said("回访逾期：无人拨打", "The callback ran out: nobody called", "bad")
      : said(`回访逾期：拨打 ${attempts} 次未果`, `The callback ran out after ${attempts} calls`, "warn"),
  ),
];
