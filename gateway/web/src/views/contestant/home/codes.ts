/** Codes of contests that were typed in since the page was opened, so that nobody is asked twice. */
export const entered = new Map<string, string>()
