// Pinned teams: kept for each contest in this browser, and in the address, so that a link shows the same ones.
import { useState } from 'preact/hooks'

/** As many as fit above a board, and as a chart can tell apart. */
export const PINS_MOST = 8

/** Team numbers, as they stand in an address: `3.17.22`. */
export function parsePins(text: string | undefined): number[] {
  const numbers = (text ?? '').split('.').filter((part) => /^\d{1,7}$/.test(part)).map(Number)
  return [...new Set(numbers)].slice(0, PINS_MOST)
}

/** With this team pinned, or not any more. The oldest pin makes room. */
export function toggled(pins: readonly number[], n: number): number[] {
  return pins.includes(n) ? pins.filter((each) => each !== n) : [...pins, n].slice(-PINS_MOST)
}

/** The pins, those of the address first, and how to change one. */
export function usePins(contest: string, address: string | undefined, show: (pins: string) => void): [number[], (n: number) => void] {
  const key = `pins.${contest}`
  const [kept, setKept] = useState(() => localStorage.getItem(key) ?? '')
  const pins = parsePins(address ?? kept)
  const toggle = (n: number) => {
    const next = toggled(pins, n).join('.')
    localStorage.setItem(key, next)
    setKept(next)
    show(next)
  }
  return [pins, toggle]
}
