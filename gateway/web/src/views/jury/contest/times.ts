// Times as a jury types them: durations as `H:MM:SS`, moments as a wall clock in a time zone. No drawing.

const DURATION = /^(\d{1,4}):([0-5]?\d)(?::([0-5]?\d))?$/

/** ms as `H:MM:SS`; whole seconds. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

/** `5:00` or `5:00:00` in ms; null: it is neither. */
export function parseDuration(text: string): number | null {
  const [, hours, minutes, seconds = '0'] = DURATION.exec(text.trim()) ?? []
  if (hours === undefined || minutes === undefined) return null
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
}

/** A moment as `<input type="datetime-local">` takes it, by the clocks of a time zone. */
export function wallText(at: number, zone: string): string {
  return new Date(at + offset(at, zone)).toISOString().slice(0, 19)
}

/** The moment when the clocks of a time zone show this; null: it is no time. A time that is skipped in spring counts as the one an hour later. */
export function parseWall(text: string, zone: string): number | null {
  const shown = Date.parse(`${text}Z`)
  if (Number.isNaN(shown)) return null
  const guess = shown - offset(shown, zone)
  return shown - offset(guess, zone)
}

/** Of a time zone to UTC at a moment, in ms. */
function offset(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const part = (kind: string) => Number(parts.find(({ type }) => type === kind)?.value)
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return shown - Math.floor(at / 1000) * 1000
}

/** Of this machine. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** All that the browser knows, that of this machine and UTC first. */
export function zones(): string[] {
  return [...new Set([ownZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])]
}
