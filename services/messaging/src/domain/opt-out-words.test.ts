import { expect, test } from "vitest";
import { isOptOut, ownWords } from "./opt-out-words.ts";

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
  "退訂",
  "Stop. Thank you",
  "STOP\n\nOn Sun, 22 Nov 2026 at 10:00, Lakeside Hotel <service@shouwen.example> wrote:\n> your request",
  "STOP\r\n\r\n> 您的诉求已受理",
  "退订\n\n-----原始邮件-----\n发件人：湖滨酒店",
  "UNSUBSCRIBE",
  "unsubscribe please",
  "回T退订",
  "回覆退訂",
  "取消订阅",
  "取消訂閱，謝謝",
  "T D",
  "您好，请退订，谢谢！",
  "opt-out",
  "\u202aTD\u202c",
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
  "退訂房間",
  "退订房间",
  "取消订阅的早餐",
  "T_T",
  "T.T",
  "TD 1203",
  "please stop by room 1203",
  "谢谢\n> STOP",
  "Thank you, STOP the noise",
])("%j does not", (text) => expect(isOptOut(text)).toBe(false));

test("what a mail program quotes below is not what somebody wrote", () => {
  expect(ownWords("还没修好\n\n在 2026年11月22日，湖滨酒店 写道：\n> 回复TD退订").trim()).toBe("还没修好");
  expect(ownWords("Thanks\n-- \nLi Si\nSTOP Ltd").trim()).toBe("Thanks");
});
