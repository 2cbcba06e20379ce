import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from "node:crypto";

/** A person's own key, ready for use. Keep it for one batch of work only: an erasure does not reach it. */
export type PersonKey = { readonly subject: string; readonly secret: KeyObject };

/** Text that cannot be opened though its person has a key: malformed, changed, or moved to another person. */
export class UnreadableText extends Error {
  readonly subject: string | null;

  constructor(reason: string, { subject, cause }: { subject?: string; cause?: unknown } = {}) {
    super(subject === undefined ? reason : `${reason} (${subject})`, { cause });
    this.name = "UnreadableText";
    this.subject = subject ?? null;
  }
}

const ivBytes = 12;
const tagBytes = 16;
const subjectPattern = /^[a-z]{3}_[A-Za-z0-9_-]{1,64}$/;
const sealedPattern = /^sealed:v1:([a-z]{3}_[A-Za-z0-9_-]{1,64}):([A-Za-z0-9_-]+)$/;

/** Whether keys can belong to this subject: a prefixed id such as `pro_…` or `req_…`. */
export const isSubject = (subject: string): boolean => subjectPattern.test(subject);

// Random bytes are fetched for 256 texts at once; one by one they cost more than the encryption.
const ivPool = Buffer.alloc(ivBytes * 256);
let nextIv = ivPool.length;

const freshIv = (): Buffer => {
  if (nextIv === ivPool.length) {
    randomFillSync(ivPool);
    nextIv = 0;
  }
  const iv = Buffer.from(ivPool.subarray(nextIv, nextIv + ivBytes));
  nextIv += ivBytes;
  return iv;
};

/** Seals text for a person: `sealed:v1:<subject>:<base64url(iv, tag, ciphertext)>`. Never gives the same twice. */
export const sealWith = (key: PersonKey, text: string): string => {
  const iv = freshIv();
  const cipher = createCipheriv("aes-256-gcm", key.secret, iv);
  cipher.setAAD(Buffer.from(key.subject));
  const body = cipher.update(text, "utf8");
  cipher.final();
  return `sealed:v1:${key.subject}:${Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url")}`;
};

const split = (sealed: string): { subject: string; bytes: Buffer } => {
  const match = sealedPattern.exec(sealed);
  if (!match?.[1] || !match[2]) throw new UnreadableText("Not sealed text");
  return { subject: match[1], bytes: Buffer.from(match[2], "base64url") };
};

/** Whose key opens this text. Throws `UnreadableText` when it is no sealed text. */
export const subjectOf = (sealed: string): string => split(sealed).subject;

/** Opens text with its person's key. Throws `UnreadableText` when it was sealed for another, or changed since. */
export const openWith = (key: PersonKey, sealed: string): string => {
  const { subject, bytes } = split(sealed);
  if (subject !== key.subject)
    throw new UnreadableText(`Sealed for somebody else than ${key.subject}`, { subject });
  if (bytes.length < ivBytes + tagBytes) throw new UnreadableText("Too short to be sealed text", { subject });
  const iv = bytes.subarray(0, ivBytes);
  const decipher = createDecipheriv("aes-256-gcm", key.secret, iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(key.subject));
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString(
      "utf8",
    );
  } catch (cause) {
    throw new UnreadableText("Changed since it was sealed, or sealed with another key", { subject, cause });
  }
};
