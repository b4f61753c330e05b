// Countries by their codes (ISO 3166-1 alpha-2), named by the browser in the language of the page.
import { language } from './language.ts'

/** Codes that `Intl` names and that are no countries. */
const NONE = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'XK', 'ZZ'])
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
let codes: string[] | null = null

/** Codes and names, by name. */
export function countries(): [string, string][] {
  const names = new Intl.DisplayNames(language.value, { type: 'region', fallback: 'none' })
  // a code that was replaced has the locale of its successor
  codes ??= LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).filter(
    (code) => !NONE.has(code) && names.of(code) && new Intl.Locale(`und-${code}`).region === code,
  )
  return codes.map((code): [string, string] => [code, names.of(code) ?? code]).sort((a, b) => a[1].localeCompare(b[1], language.value))
}

/** The name of a country; of none, nothing. */
export function country(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code
  return new Intl.DisplayNames(language.value, { type: 'region', fallback: 'code' }).of(code) ?? code
}
