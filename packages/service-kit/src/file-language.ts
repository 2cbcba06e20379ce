/** The language in which a file is answered: Chinese where the file speaks Chinese, else English. */
export type FileLanguage = "zh-CN" | "en";

/** A text in both. */
export type Told = Readonly<Record<FileLanguage, string>>;

const chinese = /\p{Script=Han}/u;

/** The language of a file, by the names of its columns or whatever else it is known by. */
export const languageOf = (...names: readonly string[]): FileLanguage =>
  names.some((name) => chinese.test(name)) ? "zh-CN" : "en";
