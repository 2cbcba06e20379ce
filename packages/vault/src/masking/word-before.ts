/** What the words before a number say that it is. */
export type Meaning = "phone" | "identity" | "card" | "order" | "room";

const words: Readonly<Record<Meaning, string>> = {
  phone:
    "电话|電話|手机|手機|回电|回電|致电|致電|来电|來電|联系|聯繫|联络|聯絡|座机|座機|固话|传真|傳真|微信|\\b(?:tel|tele?phone|phone|mobile|cell|mob|ph|call|ring|contact|whatsapp|wechat|fax)",
  identity: "身份证|身份證|证件|證件|居住证|护照|護照|通行证|通行證|\\b(?:id card|id|identity|passport)",
  card: "银行卡|銀行卡|信用卡|卡号|卡號|账号|帳號|\\b(?:card|account|iban)",
  order:
    "订单|訂單|单号|單號|预订|預訂|确认号|確認號|编号|編號|流水|发票|發票|工单|工單|票号|合同|快递|快遞|运单|#|\\b(?:order|booking|reservation|confirmation|ref|reference|invoice|ticket|case|no\\.|po\\b|so\\b)",
  room: "房间|房間|房号|房號|客房|房|室|单元|單元|栋|楼|樓|\\b(?:rooms?|rms?|flat|unit|suite|apt|villa|floor)",
};

const meanings = Object.keys(words) as Meaning[];
const patterns = new Map(meanings.map((meaning) => [meaning, new RegExp(words[meaning], "giu")]));

const reach = 18;

/** The meaning of the nearest word before `from`, with no other number in between. */
export const meaningBefore = (text: string, from: number): Meaning | undefined => {
  const before = /[^\d\n\uFFFF]*$/u.exec(text.slice(Math.max(0, from - reach), from))?.[0] ?? "";
  let nearest: { meaning: Meaning; at: number } | undefined;
  for (const [meaning, pattern] of patterns)
    for (const { index } of before.matchAll(pattern))
      if (!nearest || index > nearest.at) nearest = { meaning, at: index };
  return nearest?.meaning;
};

const roomAfter = /^ ?(?:号?房|號房|室|号楼|單元|单元|栋)/u;

/** Whether what follows says that the number is a room or a building. */
export const isRoomByWhatFollows = (text: string, to: number): boolean =>
  roomAfter.test(text.slice(to, to + 5));
