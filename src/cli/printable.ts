/** Control characters (C0, C1), line and paragraph separators, and characters that reverse the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Escapes characters with which a recorded name could forge lines or control the terminal. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (found) => `\\u${found.codePointAt(0)!.toString(16).padStart(4, '0')}`);

/** Escapes a message of several lines. All but the first are indented, so that a value in the message cannot forge a line. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n  ');
