import { expect, test } from "vitest";
import { isOptOut } from "./opt-out-words.ts";

test.each([
  "退订",
  "TD",
  "td",
  "T",
  "ｔ",
  "STOP",
  "Stop.",
  " 退订。",
  "“TD”",
  "回复TD",
  "回T",
  "请回复退订！",
  "ＴＤ",
  "stop\n",
])("%j opts out", (text) => expect(isOptOut(text)).toBe(true));

test.each([
  "退订房间",
  "stop the noise next door",
  "T恤丢了",
  "谢谢",
  "",
  "TDS",
  "don't stop",
  "回复",
  "不要退订",
])("%j does not", (text) => expect(isOptOut(text)).toBe(false));
