import {
  messageDeferred,
  messageDelivered,
  messageFailed,
  messageReceived,
  messageRefused,
  messageSent,
  messageUnknown,
} from "@shouwen/contracts/events/message";
import { ownValue } from "@shouwen/contracts/own-value";
import { both } from "../both.ts";
import { channels, refusals, term } from "../terms.ts";
import { minor, said, type Wording, wordsFor } from "./said.ts";

const purposes: Readonly<Record<string, ReturnType<typeof both>>> = {
  ticket_opened: both("受理通知", "what happens next"),
  ticket_resolved: both("处理结果", "what was done"),
};

const about = (purpose: string) => ownValue(purposes, purpose) ?? both("通知", "news");

/** Telling the customer. */
export const messageWords: readonly [string, Wording][] = [
  wordsFor(messageSent, ({ channel, purpose }) => {
    const [how, what] = [term(channels, channel), about(purpose)];
    return said(`已向客户发送${what.zh}（${how.zh}）`, `The customer is told ${what.en}, by ${how.en}`);
  }),
  wordsFor(messageDelivered, ({ channel }) => {
    const how = term(channels, channel);
    return minor(`${how.zh}已送达`, `Arrived: ${how.en}`);
  }),
  wordsFor(messageDeferred, () => minor("免打扰时段，消息稍后发送", "Quiet hours: the message waits")),
  wordsFor(messageRefused, ({ reason }) => {
    const why = term(refusals, reason);
    return said(`消息未发送：${why.zh}`, `Message not sent: ${why.en}`, "warn");
  }),
  wordsFor(messageFailed, ({ channel }) => {
    const how = term(channels, channel);
    return said(
      `${how.zh}发送失败，客户尚未得知`,
      `Sending by ${how.en} failed; the customer does not know yet`,
      "bad",
    );
  }),
  wordsFor(messageUnknown, ({ channel }) => {
    const how = term(channels, channel);
    return said(`${how.zh}是否送达尚不清楚`, `Nobody knows whether the ${how.en} went out`, "warn");
  }),
  wordsFor(messageReceived, ({ channel }) => {
    const how = term(channels, channel);
    return said(`客户来信（${how.zh}）`, `The customer wrote, by ${how.en}`, "new");
  }),
];
