import { rejection } from "@shouwen/event-bus/rejection";

/** Every way intake says no. Codes are public API: add freely, never rename. */
export const propertyNotFound = rejection("property.not_found", "not_found", "No such property");
export const propertyTakesHistoryOnly = rejection(
  "property.history_only",
  "conflict",
  "This property takes only records of the past; import them with history",
);
export const propertyIsLive = rejection(
  "property.live",
  "conflict",
  "Records of the past go into a property of their own (purpose history)",
);
export const requestNotFound = rejection("request.not_found", "not_found", "No such request");
export const replyInThePast = rejection(
  "request.reply_in_the_past",
  "unprocessable",
  "The date that a customer is promised (replyBy) is one that is still to come",
);
export const externalIdPersonal = rejection(
  "request.external_id_personal",
  "unprocessable",
  "The other system's id is a phone number, an e-mail address or an identity number: everybody could read it",
);
export const mappingNotFound = rejection("mapping.not_found", "not_found", "No such mapping");
export const mappingDoesNotFit = rejection(
  "mapping.does_not_fit",
  "unprocessable",
  "This mapping is not for such files",
);
export const importNotFound = rejection("import.not_found", "not_found", "No such import");
export const importIdTaken = rejection(
  "import.id_taken",
  "conflict",
  "This id belongs to another import; choose a new one",
);
export const importSentAgain = rejection(
  "import.sent_again",
  "conflict",
  "The file is being sent once more under the same id; that one goes on",
);
export const importInterrupted = rejection(
  "import.interrupted",
  "busy",
  "The service is stopping; send the file again, what was taken is not taken twice",
);
export const notText = rejection(
  "import.not_text",
  "unprocessable",
  "This is no CSV in UTF-8 or GB18030 and no NDJSON in UTF-8; nothing was taken",
);
export const wrongHeader = rejection(
  "import.wrong_header",
  "unprocessable",
  "The file lacks columns that the mapping needs; nothing was taken",
);
export const propertyNotNamed = rejection(
  "property.not_named",
  "invalid",
  "Name the property (propertyId): this mapping names none",
);
export const tooManySteps = rejection(
  "import.too_many_steps",
  "unprocessable",
  "An event log of so many steps is sent in parts, each case whole in one of them; nothing was taken",
);
export const recordedOtherwise = rejection(
  "record.recorded_otherwise",
  "conflict",
  "is in already, with other steps: it stays as it was recorded",
);
export const differsFromRecorded = rejection(
  "record.differs",
  "conflict",
  "has an external id that stands for other content already, which stays as it was; valid: an id of its own",
);
export const mappingBroken = rejection(
  "mapping.broken",
  "unprocessable",
  "The file of this mapping has mistakes; npx shouwen mappings check shows what becomes of its rows",
);
