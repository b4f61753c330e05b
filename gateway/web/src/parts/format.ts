// Dates and numbers, as the language of the page writes them.
import { language } from './language.ts'

/** The page's language as it is written where the reader is: `en` is British for who asks for `en-GB`. */
function locale(): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === language.value) ?? language.value
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value)
}

export function percent(share: number): string {
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 1 }).format(share)
}

/** `at`: ms since 1970 or an ISO date. */
export function dateTime(at: number | string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at))
}

export function date(at: number | string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(new Date(at))
}

export function clockTime(at: number | string, seconds = false): string {
  const options = { hour: '2-digit', minute: '2-digit', ...(seconds && { second: '2-digit' as const }) } as const
  return new Intl.DateTimeFormat(locale(), options).format(new Date(at))
}

/** `in 5 minutes`, `2 hours ago`. */
export function fromNow(at: number | string, now = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000
  const units: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]]
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1]
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(Math.trunc(seconds / size), unit)
}

/** A duration in words: `5 h`, `90 min`. */
export function duration(ms: number): string {
  const unit = (value: number, name: 'hour' | 'minute' | 'second') =>
    new Intl.NumberFormat(locale(), { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 1 }).format(value)
  if (ms >= 3_600_000) return unit(ms / 3_600_000, 'hour')
  return ms >= 60_000 ? unit(Math.round(ms / 60_000), 'minute') : unit(Math.round(ms / 1000), 'second')
}

/** `at`: bytes. */
export function bytes(value: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10))
  const options = { style: 'unit', unit: units[step]!, unitDisplay: step ? 'short' : 'long', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(locale(), options).format(value / 1024 ** step)
}
